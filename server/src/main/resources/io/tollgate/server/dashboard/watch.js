/* What every page needs to know of the last minutes: events, banned addresses, alerts, the hour in minutes. Asked for
   seldom while all is quiet and every two seconds while something happens, so that several open dashboards together
   stay under the limit of the endpoints they ask. */

import { get, query } from './api.js';

const RUSH = 600;
const HOT = 2000;
const CALM = 10_000;
const SLOW = 20_000;
const HOT_FOR = 20_000;
/** As long as nothing happened before what happens counts as a beginning. */
const BEGINS_AFTER = 4000;
const ASKING = Number.MAX_SAFE_INTEGER;
const SPAN = 15 * 60_000;

export class Watch extends EventTarget {
  constructor(live) {
    super();
    this.live = live;
    this.clear();
    live.addEventListener('change', () => this.heed(live.last));
    document.addEventListener('visibilitychange', () => this.tick());
  }

  clear() {
    this.events = [];
    this.addresses = [];
    this.alerts = null;
    this.hour = null;
    this.missing = new Set();
    this.due = { events: 0, addresses: 0, alerts: 0, hour: 0 };
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
    if (Date.now() > this.hotUntil - HOT_FOR + BEGINS_AFTER) this.rush();
    this.hotUntil = Date.now() + HOT_FOR;
  }

  /** What has just happened is in the log within a second: asks now and twice more, quickly. */
  rush() {
    this.hurry = 3;
    this.hotUntil = Date.now() + HOT_FOR;
    if (this.due.events !== ASKING) this.due.events = 0;
    this.tick();
  }

  /** After an act of this page: everything it may have changed. */
  again() {
    for (const name of ['addresses', 'alerts']) if (this.due[name] !== ASKING) this.due[name] = 0;
    this.rush();
  }

  tick() {
    if (!this.running || document.hidden) return;
    if (this.user.may('moderator')) {
      this.ask('events', this.eventsPath(), () => this.pause(), (a) => this.takeEvents(a.events));
      this.ask('addresses', '/api/admin/security/ips?level=banned&limit=100', () => SLOW, (a) => {
        this.addresses = a.addresses;
      });
      this.ask('alerts', '/api/admin/alerts?limit=20', () => SLOW, (a) => { this.alerts = a; });
    }
    this.ask('hour', '/api/admin/performance/metrics?minutes=60', () => (Date.now() < this.hotUntil ? CALM : SLOW),
      (a) => { this.hour = a; });
  }

  pause() {
    if (this.hurry > 0) {
      this.hurry--;
      return RUSH;
    }
    return Date.now() < this.hotUntil ? HOT : CALM;
  }

  eventsPath() {
    return query('/api/admin/security/events', { from: new Date(Date.now() - SPAN).toISOString(), limit: 200 });
  }

  takeEvents(events) {
    const newest = events[0] ? events[0].id + events[0].lastAt : '';
    if (newest !== this.newest) {
      if (events.slice(0, 20).some((event) => event.type.startsWith('address_'))) {
        this.due.addresses = Math.min(this.due.addresses, Date.now() + 200);
      }
      this.newest = newest;
    }
    this.events = events;
  }

  async ask(name, path, pause, take) {
    if (Date.now() < this.due[name]) return;
    this.due[name] = ASKING;
    let next;
    try {
      take(await get(path, this.abort.signal));
      this.missing.delete(name);
      next = pause();
    } catch (problem) {
      if (problem.name === 'AbortError') return;
      next = Math.max(CALM, (problem.retryAfter || 0) * 1000);
      if (problem.status === 404 || problem.status === 403) {
        this.missing.add(name);
        next = 60_000;
      }
    }
    this.due[name] = Date.now() + next;
    if (this.running) this.dispatchEvent(new Event('change'));
  }
}
