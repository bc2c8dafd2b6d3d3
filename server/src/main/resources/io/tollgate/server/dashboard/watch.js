/* What every page needs to know of the last minutes: events, banned addresses, alerts, the hour in minutes. Asked for
   seldom while all is quiet and every two seconds while something happens, so that several open dashboards together
   stay under the limit of the endpoints they ask. */

import { get, query } from './api.js';

const HOT = 2000;
const CALM = 10_000;
const SLOW = 20_000;
const HOT_FOR = 20_000;
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
    this.newest = '';
  }

  start(user) {
    this.clear();
    this.user = user;
    this.running = true;
    this.abort = new AbortController();
    this.timer = setInterval(() => this.tick(), 500);
    this.tick();
  }

  stop() {
    this.running = false;
    clearInterval(this.timer);
    this.abort?.abort();
  }

  /** A password was checked or a request refused: look closer. */
  heed(sample) {
    if (!sample) return;
    const busy = sample.guard.limited + sample.guard.banned > 0 || sample.resources?.passwordHashes > 0;
    if (busy) this.hot();
  }

  hot() {
    if (Date.now() > this.hotUntil) this.due.events = Math.min(this.due.events, Date.now());
    this.hotUntil = Date.now() + HOT_FOR;
  }

  /** After an act of this page: everything it may have changed. */
  again() {
    this.due.events = this.due.addresses = this.due.alerts = 0;
    this.hot();
    this.tick();
  }

  tick() {
    if (!this.running || document.hidden) return;
    if (this.user.may('moderator')) {
      this.ask('events', this.eventsPath(), () => (Date.now() < this.hotUntil ? HOT : CALM), (a) => this.takeEvents(a.events));
      this.ask('addresses', '/api/admin/security/ips?level=banned&limit=100', () => SLOW, (a) => {
        this.addresses = a.addresses;
      });
      this.ask('alerts', '/api/admin/alerts?limit=20', () => SLOW, (a) => { this.alerts = a; });
    }
    this.ask('hour', '/api/admin/performance/metrics?minutes=60', () => (Date.now() < this.hotUntil ? CALM : SLOW),
      (a) => { this.hour = a; });
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
    this.due[name] = Number.MAX_SAFE_INTEGER;
    let next = pause();
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
