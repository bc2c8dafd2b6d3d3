/* Figures, times and words as people read them. */

import { h } from './dom.js';
import { now } from './clock.js';

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const tenth = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });
const short = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });
const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
const day = new Intl.DateTimeFormat(undefined, { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });

const missing = (value) => value === undefined || value === null || Number.isNaN(value);

export function count(value) {
  if (missing(value)) return '–';
  return Math.abs(value) >= 100_000 ? short.format(value) : whole.format(value);
}

export function rate(value) {
  if (missing(value)) return '–';
  return Math.abs(value) < 10 ? tenth.format(value) : count(value);
}

export function millis(value) {
  if (missing(value)) return '–';
  if (value >= 10_000) return tenth.format(value / 1000) + ' s';
  return (value < 10 ? tenth : whole).format(value) + ' ms';
}

export function percent(value) {
  return missing(value) ? '–' : (value < 10 ? tenth : whole).format(value) + ' %';
}

export function megabytes(value) {
  return missing(value) ? '–' : whole.format(value) + ' MB';
}

export function plural(n, one, many = one + 's') {
  return count(n) + ' ' + (n === 1 ? one : many);
}

/** A length of time in the two units that matter. */
export function duration(seconds) {
  if (missing(seconds)) return '–';
  const s = Math.max(0, Math.round(seconds));
  if (s < 60) return s + ' s';
  if (s < 3600) return Math.floor(s / 60) + ' min' + (s < 600 && s % 60 ? ' ' + (s % 60) + ' s' : '');
  if (s < 86_400) return Math.floor(s / 3600) + ' h' + (s % 3600 >= 60 ? ' ' + Math.floor((s % 3600) / 60) + ' min' : '');
  return Math.floor(s / 86_400) + ' d' + (s % 86_400 >= 3600 ? ' ' + Math.floor((s % 86_400) / 3600) + ' h' : '');
}

/** Epoch milliseconds of a time in an answer; NaN for none. */
export function at(text) {
  return text ? Date.parse(text) : NaN;
}

/** The text that `at` reads. */
export function isoText(millis) {
  return new Date(millis).toISOString();
}

export function left(text) {
  const then = at(text);
  if (Number.isNaN(then)) return 'no end';
  const seconds = (then - now()) / 1000;
  return seconds <= 0 ? 'over' : duration(seconds) + ' left';
}

export function timeText(text) {
  const then = at(text);
  if (Number.isNaN(then)) return '–';
  return (Math.abs(now() - then) < 20 * 3600_000 ? clock : day).format(new Date(then));
}

/** A point in time; the exact one stands in the title. */
export function time(text, show = timeText) {
  return text ? h('time', { datetime: text, title: new Date(at(text)).toISOString() }, show(text)) : '–';
}

const SIGNS = { critical: '◆', high: '▲', warning: '■', low: '●', info: '○', good: '✓' };

/** A severity: a shape, a word and a colour. */
export function severity(name, word = name) {
  const known = name in SIGNS ? name : 'info';
  return h('span', { class: 'sev sev-' + known }, h('span', { 'aria-hidden': 'true' }, SIGNS[known] + ' '), word ?? 'info');
}

const EVENTS = {
  authn_login_success: 'logged in',
  authn_login_fail: 'wrong password or account',
  authn_login_fail_max: 'guessed one account’s password too often',
  authn_login_lock: 'account under distributed guessing',
  authn_password_spraying: 'tried passwords at many accounts',
  authn_account_takeover: 'possible account takeover',
  authn_password_change: 'changed password',
  authn_password_reset: 'password was reset',
  authn_password_reset_request: 'asked for a password reset',
  authn_token_reuse: 'used refresh token again',
  authn_rapid_refresh: 'refreshed session too fast',
  authn_impossible_travel: 'impossible travel',
  authn_new_devices: 'several new devices',
  authz_fail: 'asked for what the role forbids',
  authz_admin: 'admin act',
  authz_change: 'role changed',
  excess_rate_limit_exceeded: 'exceeded a rate limit',
  malicious_bot: 'bot',
  malicious_attack_tool: 'attack tool or no user agent',
  malicious_signup_flood: 'sign-up flood',
  address_banned: 'address banned',
  address_unbanned: 'address let in again',
  address_allowed: 'address exempted',
  session_ended: 'session ended',
  user_created: 'account created',
  user_verified: 'mail address verified',
  user_disabled: 'account disabled',
  user_enabled: 'account enabled',
  sys_startup: 'server started',
  sys_shutdown: 'server stopped',
  sys_store_outage: 'shared store away',
  sys_store_recovered: 'shared store back',
  sys_node_lost: 'node lost',
  sys_node_recovered: 'node back',
  sys_limits_per_node: 'limits hold per node',
  sys_certificate_expires: 'TLS certificate expires',
  sys_events_lost: 'events lost',
};

/** What an event of this type says, in words. */
export function eventText(type) {
  return EVENTS[type] ?? String(type).replaceAll('_', ' ');
}

export const EVENT_TYPES = Object.keys(EVENTS);
export const SEVERITIES = ['critical', 'high', 'warning', 'low', 'info'];
