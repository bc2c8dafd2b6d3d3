/* What every page needs to know of the last minutes: events, banned addresses, alerts, the hour in minutes. Asked for
   seldom while all is quiet and every two seconds while something happens, so that several open dashboards together
   stay under the limit of the endpoints they ask. */

import { get, Problem, query } from './api.js';
import { now } from './clock.js';
import { at } from './format.js';

const RUSH = 600;
const HOT = 2000;
const CALM = 10_000;
const SLOW = 20_000;
const REFUSED = 60_000;
const HOT_FOR = 20_000;
/** As long as nothing happened before what happens counts as a beginning. */
const BEGINS_AFTER = 4000;
const ASKING = Number.MAX_SAFE_INTEGER;
const SPAN = 15 * 60_000;
/** As many as one answer may hold. */
const MOST_ROWS = 200;
const MOST_PAGES = 5;
/** Between two readings of all banned addresses, for each page that they take, and at least where bans go on. */
const REST_PER_PAGE = 3000;
const REST = 6000;

const EVENTS = '/api/admin/security/events';
const NAMES = ['events', 'critical', 'addresses', 'alerts', 'hour'];

export class Watch extends EventTarget {
  constructor(live) {
    super();
    this.live = live;
    this.clear();
    live.addEventListener('change', () => this.heed(live.last));
    document.addEventListener('visibilitychange', () => this.tick());
  }

  clear() {
    this.latest = [];
    this.critical = [];
    /** Latest first: the newest rows of the last minutes, and the critical ones whatever followed them. */
    this.events = [];
    /** Whether more happened than is in `events`. */
    this.cut = false;
    this.addresses = [];
    /** Whether all banned addresses are in `addresses`: of any other it is not known otherwise. */
    this.allBanned = false;
    this.alerts = null;
    this.hour = null;
    /** Of each question: when it was last answered, 0 for never, and in words why it was not since. */
    this.known = Object.fromEntries(NAMES.map((name) => [name, { at: 0, trouble: '' }]));
    /** When each is asked next, as all that is waited for by a clock that nobody sets. */
    this.due = Object.fromEntries(NAMES.map((name) => [name, 0]));
    /** Before when each is not asked, whatever happens: the server has said so. */
    this.notBefore = Object.fromEntries(NAMES.map((name) => [name, 0]));
    this.bansChanged = false;
    this.rested = 0;
    this.hotUntil = 0;
    this.hurry = 0;
    this.heeded = '';
    this.newest = '';
  }

  start(user) {
    this.clear();
    this.user = user;
    this.running = true;
    this.abort = new AbortController();
    this.timer = setInterval(() => this.tick(), 250);
    this.tick();
  }

  stop() {
    this.running = false;
    clearInterval(this.timer);
    this.abort?.abort();
  }

  /** A password was checked or a request refused: look closer, and at once when it begins. */
  heed(sample) {
    if (!sample || sample.timestamp === this.heeded) return;
    this.heeded = sample.timestamp;
    const busy = sample.guard.limited + sample.guard.banned > 0 || sample.resources?.passwordHashes > 1;
    if (!busy) return;
    if (performance.now() > this.hotUntil - HOT_FOR + BEGINS_AFTER) this.rush();
    this.hotUntil = performance.now() + HOT_FOR;
  }

  /** What has just happened is in the log within a second: asks now and twice more, quickly. */
  rush() {
    this.hurry = 3;
    this.hotUntil = performance.now() + HOT_FOR;
    this.hasten('events', 0);
    this.tick();
  }

  /** After an act of this page: everything it may have changed. */
  again() {
    this.bansChanged = true;
    for (const name of ['addresses', 'alerts']) this.hasten(name, 0);
    this.rush();
  }

  /** Has a question asked by then, or as soon as the server will take it. */
  hasten(name, time) {
    if (this.due[name] !== ASKING) this.due[name] = Math.min(this.due[name], Math.max(this.notBefore[name], time));
  }

  tick() {
    if (!this.running || document.hidden) return;
    if (this.user.may('moderator')) {
      this.ask('events', (signal) => this.readEvents(signal), () => this.pause());
      // A takeover must not be washed away by a flood of what is less.
      this.ask('critical', (signal) => this.readCritical(signal), () => CALM);
      this.ask('addresses', (signal) => this.readBanned(signal), () => (this.bansChanged ? this.rest() : SLOW));
      this.ask('alerts', async (signal) => { this.alerts = await get('/api/admin/alerts?limit=20', signal); }, () => SLOW);
    }
    this.ask('hour', async (signal) => { this.hour = await get('/api/admin/performance/metrics?minutes=60', signal); },
      () => (performance.now() < this.hotUntil ? CALM : SLOW));
  }

  pause() {
    if (this.hurry > 0) {
      this.hurry--;
      return RUSH;
    }
    return performance.now() < this.hotUntil ? HOT : CALM;
  }

  /** How long to wait before the banned addresses are read again although it is not their turn. */
  rest() {
    return Math.max(200, this.rested - performance.now());
  }

  async readEvents(signal) {
    const { events, nextCursor } = await get(query(EVENTS, { from: beginning(), limit: MOST_ROWS }), signal);
    const newest = events[0] ? events[0].id + events[0].lastAt : '';
    if (newest !== this.newest) {
      if (events.slice(0, 20).some((event) => event.type.startsWith('address_'))) {
        this.bansChanged = true;
        this.hasten('addresses', performance.now() + this.rest());
      }
      this.newest = newest;
    }
    this.latest = events;
    this.cut = Boolean(nextCursor);
    this.merge();
  }

  async readCritical(signal) {
    this.critical = (await get(query(EVENTS, { from: beginning(), severity: 'critical', limit: MOST_ROWS }), signal)).events;
    this.merge();
  }

  merge() {
    const ids = new Set(this.latest.map((event) => event.id));
    const missing = this.critical.filter((event) => !ids.has(event.id));
    this.events = missing.length
      ? [...this.latest, ...missing].sort((a, b) => at(b.timestamp) - at(a.timestamp))
      : this.latest;
  }

  async readBanned(signal) {
    const found = [], goesOn = this.bansChanged;
    this.bansChanged = false;
    let cursor, pages = 0;
    do {
      const page = await get(query('/api/admin/security/ips', { level: 'banned', limit: MOST_ROWS, cursor }), signal);
      found.push(...page.addresses);
      cursor = page.nextCursor;
      pages++;
    } while (cursor && pages < MOST_PAGES);
    this.addresses = found;
    this.allBanned = !cursor;
    this.rested = performance.now() + Math.max(goesOn ? REST : 0, pages > 1 ? pages * REST_PER_PAGE : 0);
  }

  async ask(name, read, pause) {
    if (performance.now() < this.due[name]) return;
    this.due[name] = ASKING;
    const { signal } = this.abort;
    let next;
    try {
      await read(signal);
      this.known[name] = { at: now(), trouble: '' };
      next = pause();
    } catch (problem) {
      if (signal.aborted) return;
      if (!(problem instanceof Problem)) console.error(problem);
      this.known[name] = { at: this.known[name].at, trouble: troubleOf(problem) };
      next = problem.status === 404 || problem.status === 403 ? REFUSED : Math.max(CALM, (problem.retryAfter || 0) * 1000);
      if (problem.retryAfter) this.notBefore[name] = performance.now() + next;
    }
    this.due[name] = performance.now() + next;
    if (this.running) this.dispatchEvent(new Event('change'));
  }
}

function beginning() {
  return new Date(now() - SPAN).toISOString();
}

function troubleOf(problem) {
  if (problem.status === 429) return 'too many requests.';
  if (problem.status === 404) return 'this server does not have it.';
  if (!(problem instanceof Problem)) return 'the answer cannot be read.';
  return problem.words[0].toLowerCase() + problem.words.slice(1);
}
