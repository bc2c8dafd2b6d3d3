/* Says in words what is going on. Pure: figures in, sentence out. */

import { now as serverTime } from './clock.js';
import { at, count, isoText, millis, percent, plural, rate, timeText } from './format.js';

/** What an attacker does, by the event it leaves; in the order in which it is told. */
const DOING = {
  authn_account_takeover: 'may have taken over an account',
  authn_password_spraying: 'tries passwords at many accounts',
  authn_login_lock: 'guesses passwords',
  authn_login_fail_max: 'guesses passwords',
  authn_token_reuse: 'uses a stolen session',
  authn_impossible_travel: 'uses a session from two countries',
  authn_rapid_refresh: 'hammers on a session',
  malicious_signup_flood: 'floods sign-ups',
  malicious_bot: 'sends requests like a machine',
  excess_rate_limit_exceeded: 'exceeds limits',
  authn_login_fail: 'guesses passwords',
  malicious_attack_tool: 'uses an attack tool',
};

/** The same of several. */
const TOGETHER = {
  'may have taken over an account': 'may have taken over accounts',
  'tries passwords at many accounts': 'try passwords at many accounts',
  'guesses passwords': 'guess passwords',
  'uses a stolen session': 'use stolen sessions',
  'uses a session from two countries': 'use sessions from two countries',
  'hammers on a session': 'hammer on sessions',
  'floods sign-ups': 'flood sign-ups',
  'sends requests like a machine': 'send requests like machines',
  'exceeds limits': 'exceed limits',
  'uses an attack tool': 'use attack tools',
};

const ORDER = Object.keys(DOING);
/** As few failures as a forgetful person makes are no attack. */
const FORGETFUL = 5;
/** Refusals in a minute that no impatient person causes. */
const FLOOD = 60;
const RECENT = 2 * 60_000;
/** What was asked for last so long ago is not of now any more. */
const OLD = 30_000;
/** Every question is asked more often than that: without an answer something is wrong, whether or not that is noticed. */
const OVERDUE = 45_000;
/** Of fewer requests nothing can be said, and of fewer than FEW the 99th percentile is that of the slowest one alone. */
const TOO_FEW = 20;
const FEW = 100;

const seenAt = (event) => at(event.lastAt ?? event.timestamp);

/**
 * Whether it may be the trace of an attack: no act of a person, nothing that is only watched and held against nobody, nor that
 * whoever looks has too many dashboards open.
 */
function isSuspect({ ip, type, userId, details }, viewer) {
  if (!ip || details?.monitored || (viewer && userId === viewer.id && details?.rule === 'admin')) return false;
  return type === 'address_banned' ? details?.automatic !== 'false' : type in DOING;
}

/**
 * Who attacked within the span, latest first.
 *
 * @returns {ip, doing, rank: 0 is the worst, counts: Map of type to number, total, first, last, decision: a request id, address,
 *   impatient: how often somebody signed in was over a limit, banned: null when that is not known}
 */
export function attackers(watch, now = serverTime(), span = 15 * 60_000) {
  const byAddress = new Map();
  for (const event of watch.events) {
    if (!isSuspect(event, watch.user) || seenAt(event) < now - span) continue;
    const found = byAddress.get(event.ip) ?? { ip: event.ip, counts: new Map(), impatient: 0, first: Infinity, last: 0, total: 0 };
    const times = event.count ?? 1;
    found.counts.set(event.type, (found.counts.get(event.type) ?? 0) + times);
    if (event.type === 'excess_rate_limit_exceeded' && event.userId) found.impatient += times;
    if (event.type !== 'address_banned') found.total += times;
    found.first = Math.min(found.first, at(event.timestamp));
    found.last = Math.max(found.last, seenAt(event));
    if (event.requestId?.startsWith('d-')) found.decision ??= event.requestId;
    byAddress.set(event.ip, found);
  }
  const bans = new Map(watch.addresses.map((address) => [address.ip, address]));
  const banned = (ip) => (bans.has(ip) ? Boolean(bans.get(ip).ban) : watch.allBanned ? false : null);
  return [...byAddress.values()]
    .filter((one) => bans.get(one.ip)?.ban?.automatic || isAttack(one))
    .map((one) => ({ ...one, ...doing(one), address: bans.get(one.ip), banned: banned(one.ip) }))
    .sort((a, b) => b.last - a.last || b.total - a.total);
}

/** What people do, too, counts from a number on: they forget, and whoever is signed in may be impatient. */
function isAttack({ counts, impatient }) {
  return [...counts].some(([type, times]) => {
    if (type === 'authn_login_fail') return times >= FORGETFUL;
    if (type === 'excess_rate_limit_exceeded') return times > impatient || times >= FLOOD;
    return type !== 'malicious_attack_tool';
  });
}

function doing(one) {
  const rank = ORDER.findIndex((type) => one.counts.has(type));
  return rank < 0 ? { doing: 'was banned', rank: ORDER.length } : { doing: DOING[ORDER[rank]], rank };
}

const GUESSES = new Set(['authn_login_fail', 'authn_login_fail_max', 'authn_login_lock', 'authn_password_spraying', 'authn_account_takeover']);

/**
 * Which accounts were guessed at within the span, most guesses first. An event names the account by the id of the person,
 * or by a keyed hash where there is none of that name; a row of very many addresses names none of them.
 *
 * @returns {account, userId, total, addresses, many: whether there are more addresses than were told apart, last, type}
 */
export function accountsGuessedAt(events, now = serverTime(), span = 15 * 60_000) {
  const byAccount = new Map();
  for (const event of events) {
    const account = event.userId ?? event.details?.account;
    if (!account || !GUESSES.has(event.type) || seenAt(event) < now - span) continue;
    const found = byAccount.get(account) ?? { account, userId: event.userId, total: 0, ips: new Set(), many: false, last: 0, type: event.type };
    if (event.type === 'authn_login_fail') found.total += event.count ?? 1;
    if (event.ip) found.ips.add(event.ip);
    else found.many = true;
    found.last = Math.max(found.last, seenAt(event));
    if (ORDER.indexOf(event.type) < ORDER.indexOf(found.type)) found.type = event.type;
    byAccount.set(account, found);
  }
  return [...byAccount.values()].map((one) => ({ ...one, addresses: one.ips.size }))
    .sort((a, b) => b.total - a.total);
}

/** Accounts at which more addresses guess than belong to one person, besides those that are told of by themselves. */
function spread(events, attacking, now) {
  const told = new Set(attacking.map((one) => one.ip));
  return accountsGuessedAt(events, now, RECENT).filter((one) =>
    one.total >= FORGETFUL && (one.many || [...one.ips].filter((ip) => !told.has(ip)).length > 3));
}

/** What they do, worst first. */
function sentence(list, cut) {
  const byDeed = new Map();
  for (const one of [...list].sort((a, b) => a.rank - b.rank)) byDeed.set(one.doing, (byDeed.get(one.doing) ?? 0) + 1);
  const deeds = [...byDeed].map(([deed, n], i) =>
    (i === 0 ? atLeast(cut) + plural(n, 'address', 'addresses') : count(n)) + ' ' + (n === 1 ? deed : TOGETHER[deed] ?? 'were banned'));
  return deeds.length > 1 ? deeds.slice(0, -1).join(', ') + ' and ' + deeds.at(-1) : deeds[0] ?? '';
}

function atLeast(cut) {
  return cut ? 'at least ' : '';
}

/** Why what is known of a question is not of now, in words; empty when it is. */
export function lack({ at: answeredAt, trouble }, now = serverTime()) {
  if (!answeredAt) return trouble ? 'Not known: ' + trouble : 'Not known yet.';
  return now > answeredAt + (trouble ? OLD : OVERDUE) ? 'As of ' + timeText(isoText(answeredAt)) + ': ' + (trouble || UNANSWERED) : '';
}

const UNANSWERED = 'no answer has come since.';

/** The same of all that attacks are known by. */
function lackOfSecurity(known, now) {
  const lacking = [known.events, known.critical, known.addresses].filter((one) => (one.at || one.trouble) && lack(one, now));
  if (!lacking.length) return '';
  const oldest = lacking.reduce((a, b) => (b.at < a.at ? b : a));
  return oldest.at ? 'Security data is from ' + timeText(isoText(oldest.at)) + ': ' + (oldest.trouble || UNANSWERED) : 'There is no security data: ' + oldest.trouble;
}

/**
 * What the people who use the server notice. The 99th percentile: refusals are quick and many, so a lower one would be that
 * of the attackers. Of few requests it is the slowest one alone, which is no reason to say that users feel it.
 */
function felt(live) {
  const total = live.sum(30, (s) => s.requests.total), failed = live.sum(30, (s) => s.requests.failed);
  const errors = total ? (100 * failed) / total : 0;
  const { requests = 0, latency = {} } = live.last.recent ?? {};
  const slow = requests < TOO_FEW ? 0 : requests < FEW ? latency.p95 : latency.p99;
  return { errors, p99: requests ? latency.p99 : undefined, bad: errors > 1 || slow > 1000 };
}

function figuresText({ errors, p99 }) {
  return 'p99 ' + millis(p99) + ', ' + (errors > 0 ? percent(errors) + ' errors.' : 'no errors.');
}

function feltText(feeling) {
  return (feeling.bad ? 'Users feel it: ' : 'Users feel nothing: ') + figuresText(feeling);
}

/** Nodes that gave no sign of life, for an hour: who was not brought back by then was not to come back. */
function missing(watch, now) {
  return (watch.hour?.nodes ?? [])
    .filter((node) => node.state === 'lost' && at(node.lastSeen) > now - 60 * 60_000)
    .map((node) => 'Node ' + node.id + ' was last seen at ' + timeText(node.lastSeen) + '.').join(' ');
}

const ALERT_NAMES = { p99: 'p99 latency', 'error-rate': 'error rate', memory: 'memory', cpu: 'CPU', 'redis-latency': 'Redis latency' };

function alertText(alert) {
  const unit = alert.unit ? ' ' + alert.unit : '';
  return (ALERT_NAMES[alert.name] ?? alert.name ?? alert.type ?? 'alert').replaceAll('_', ' ')
    + (alert.value === undefined ? '' : ' ' + rate(alert.value) + unit + ', limit ' + rate(alert.limit) + unit);
}

/**
 * Active alerts about performance, of this node as it tells them and of the others as they are stored, where the person may
 * see that.
 *
 * @returns {since, text}
 */
export function performanceAlerts({ live, watch, user }) {
  const stored = user.may('moderator') ? watch.alerts?.active ?? [] : [];
  return [
    ...live.alerts.map((alert) => ({ since: alert.since, text: alertText(alert) })),
    ...stored.filter((alert) => alert.kind === 'performance' && !(live.node && alert.summary.endsWith(' on ' + live.node)))
      .map((alert) => ({ since: alert.firstAt, text: alert.summary.replace(/^performance: /, '') })),
  ];
}

/** Those of late, and the banned while somebody is refused: what they send is no event any more. */
function attackingNow(all, refused, now) {
  return all.filter((one) => one.last > now - RECENT || (refused >= FORGETFUL && one.banned));
}

/** @returns {level, head, more, attacking: how many addresses}; level is good, warning, high or critical, or none while nothing is known */
export function assess(context, now = serverTime()) {
  const refused = context.live.sum(60, (s) => s.guard.limited + s.guard.banned);
  const all = attackers(context.watch, now);
  const recent = attackingNow(all, refused, now);
  return { ...said(context, refused, all, recent, now), attacking: recent.length };
}

function said(context, refused, all, recent, now) {
  const { live, watch, user } = context;
  if (!live.last) {
    return live.state === 'lost'
      ? { level: 'warning', head: 'No live figures: the server does not answer.', more: 'What is shown may be old. Trying again.' }
      : { level: 'none', head: 'Waiting for the first figures …', more: '' };
  }
  const { cut } = watch;
  const guessed = spread(watch.events, recent, now);
  const takeover = watch.events.find((e) => e.type === 'authn_account_takeover' && seenAt(e) > now - 15 * 60_000);
  const feeling = felt(live);
  const maySee = user.may('moderator');
  const old = maySee ? lackOfSecurity(watch.known, now) : '';
  const active = performanceAlerts(context);
  const alerts = [active.length ? 'Active alerts: ' + active.map((alert) => alert.text).join('; ') + '.' : '', missing(watch, now)].filter(Boolean).join(' ');
  const lost = live.state === 'live' ? '' : ' There is no connection to the server; the figures are from before.';
  if (takeover) {
    return {
      level: 'critical',
      head: 'An account may be taken over: a strange device logged in after many wrong guesses.',
      more: [recent.length || guessed.length ? underAttack(recent, refused, guessed, cut) : '', deeds(recent, refused, guessed, cut), feltText(feeling), alerts, old]
        .filter(Boolean).join(' ') + lost,
    };
  }
  if (recent.length || guessed.length || refused >= FLOOD) {
    return {
      level: feeling.bad ? 'critical' : 'high',
      head: underAttack(recent, refused, guessed, cut) + (feeling.bad ? ' Users feel it.' : ' Users feel nothing.'),
      more: [deeds(recent, refused, guessed, cut), figuresText(feeling), alerts, old, maySee ? '' : 'Who it is, a moderator sees.'].filter(Boolean).join(' ') + lost,
    };
  }
  const pace = rate(live.sum(10, (s) => s.requests.total) / Math.min(10, live.samples.length)) + ' requests/s';
  if (refused >= FORGETFUL) {
    return { level: 'warning', head: 'The guard refuses: ' + plural(refused, 'request') + ' in the last minute, by nobody who is known to attack.', more: [feltText(feeling), alerts, old].filter(Boolean).join(' ') + lost };
  }
  // Nobody attacks as far as the log says, which somebody must have read lately.
  const calm = maySee && watch.known.events.at > 0 && !old;
  if (alerts || feeling.bad || lost || old) {
    return {
      level: 'warning',
      head: alerts || lost.trim() || old || (calm ? 'The server is in trouble, and nobody attacks.' : 'The server is in trouble.'),
      more: [pace + '.', feltText(feeling), alerts || lost ? old : ''].filter(Boolean).join(' '),
    };
  }
  if (maySee && !calm) return { level: 'none', head: 'Waiting for the security log …', more: pace + '. ' + feltText(feeling) };
  return { level: 'good', head: 'All quiet: ' + pace + ', p99 ' + millis(feeling.p99) + ', ' + (feeling.errors ? percent(feeling.errors) + ' errors.' : 'no errors.'), more: past(all, watch) };
}

/** Whether it is stopped: what whoever is woken up wants to know first. */
function underAttack(recent, refused, guessed, cut) {
  if (recent.length === 1) {
    const [{ ip, banned }] = recent;
    const stopped = banned === null ? ', of which it is not known whether it is banned' : banned ? ', which is blocked' : ', which is not banned yet';
    return 'Under attack from ' + ip + stopped + (cut ? ', and perhaps from others.' : '.');
  }
  if (recent.length) return 'Under attack from ' + atLeast(cut) + count(recent.length) + ' addresses, ' + howManyBlocked(recent, cut);
  if (guessed.length) return 'Under attack from many addresses at once; beyond the budget only known devices are let through.';
  return 'Under attack: ' + plural(refused, 'request') + ' refused in the last minute.';
}

function howManyBlocked(recent, cut) {
  const blocked = recent.filter((one) => one.banned).length;
  const unknown = recent.filter((one) => one.banned === null).length;
  if (blocked === recent.length) return cut ? 'all of these blocked.' : 'all blocked.';
  if (unknown === recent.length) return 'of which it is not known whether they are banned.';
  if (!blocked) return unknown ? 'none known to be banned.' : 'none banned yet.';
  return count(blocked) + ' of them blocked' + (unknown ? '; of ' + count(unknown) + ' that is not known.' : '.');
}

function deeds(recent, refused, guessed, cut) {
  const many = guessed.length > 1 ? count(guessed.length) + ' accounts are guessed at from many addresses each'
    : guessed.length ? (guessed[0].many ? 'very many' : atLeast(cut) + count(guessed[0].addresses)) + ' addresses together guess at one account' : '';
  const what = [sentence(recent, cut), many].filter(Boolean).join('; ');
  return [what && what[0].toUpperCase() + what.slice(1) + '.', (recent.length || guessed.length) && refused > 0
    && plural(refused, 'request') + ' refused in the last minute.'].filter(Boolean).join(' ');
}

function past(all, watch) {
  const bans = watch.addresses.filter((address) => address.ban).length;
  const parts = [];
  if (all.length) parts.push('In the last 15 minutes: ' + sentence(all, watch.cut).replace(/\bguesses\b/, 'guessed') + '.');
  if (bans) parts.push((watch.allBanned ? '' : 'At least ') + plural(bans, 'address', 'addresses') + ' banned at present.');
  return parts.join(' ');
}
