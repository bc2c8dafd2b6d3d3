/* What a person can do about an address, and how it is asked for. */

import { post } from './api.js';
import { h } from './dom.js';
import { confirm } from './dialog.js';

const ACTS = {
  ban: {
    role: 'admin', word: 'Ban', danger: true, span: '3600', title: (ip) => 'Ban ' + ip,
    text: 'A ban by hand is absolute: it also stops people who are signed in from there.',
  },
  unban: {
    role: 'moderator', word: 'Unban', title: (ip) => 'Let ' + ip + ' in again',
    text: 'Its score goes back to 50, and its wrong guesses and used-up limits are forgotten.',
  },
  allow: {
    role: 'admin', word: 'Allow', span: '86400', title: (ip) => 'Exempt ' + ip,
    text: 'Neither limits nor bans apply to it meanwhile. Passwords stay guarded.',
  },
};

/** An IPv6 client is its network; the path names it by an address in it, since a path has no room for another slash. */
export function path(ip, act) {
  return '/api/admin/security/ips/' + encodeURIComponent(ip.replace(/\/64$/, '')) + (act ? '/' + act : '');
}

/** Asks, acts, and then has everything asked for again that may have changed. */
export async function perform(act, ip, { watch, after }) {
  const { title, text, word, danger, span } = ACTS[act];
  const done = await confirm({
    title: title(ip), text, action: word, danger, span, conflict: 'That is the address you come from yourself.',
    act: ({ reason, seconds }) => post(path(ip, act), span ? { reason, seconds } : { reason }),
  });
  if (done) {
    watch.again();
    after?.();
  }
}

/** The buttons for an address in this state, of what one's role may do. */
export function actButtons(ip, { banned, allowed }, context) {
  const acts = [banned ? 'unban' : 'ban', ...(allowed ? [] : ['allow'])];
  return acts.filter((act) => context.user.may(ACTS[act].role)).map((act) => h('button', {
    type: 'button', class: 'small' + (act === 'ban' ? ' danger' : ''), 'aria-label': ACTS[act].word + ' ' + ip,
    onclick: () => perform(act, ip, context),
  }, ACTS[act].word));
}

export function addressLink(ip) {
  return ip ? h('a', { href: '#/addresses/' + encodeURIComponent(ip), class: 'mono' }, ip) : '–';
}

/** A link to the explanation of a refusal; other request ids have none. */
export function whyLink(requestId, text, label) {
  return isDecision(requestId) ? h('a', { href: '#/decision/' + requestId, 'aria-label': label }, text) : null;
}

export function isDecision(requestId) {
  return Boolean(requestId?.startsWith('d-'));
}

export function userLink(id, user) {
  if (!id) return '–';
  return user.may('admin') ? h('a', { href: '#/users/' + id, class: 'mono', title: id }, id.slice(-8)) : h('span', { class: 'mono', title: id }, id.slice(-8));
}

/** What the guard holds of an address, as a word in a frame. */
export function level(address) {
  const name = address.allowed ? 'allowed' : address.ban ? 'banned' : address.level ?? 'neutral';
  return h('span', { class: 'tag ' + name }, name);
}
