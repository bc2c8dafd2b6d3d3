/* The stream of this node's figures, one sample a second, kept for five minutes. */

import { get } from './api.js';

const KEPT = 300;
const RETRY = 5000;
/** A sample comes every second: after this many milliseconds without one the connection is dead, whatever it says. */
const SILENCE = 6000;

export class Live extends EventTarget {
  constructor() {
    super();
    this.samples = [];
    this.alerts = [];
    /** What the node that is heard is called, once it has said so. */
    this.node = '';
    this.state = 'off';
    this.source = null;
    this.timer = 0;
    this.heardAt = 0;
    setInterval(() => this.listen(), 1000);
  }

  start() {
    if (this.source) return;
    clearTimeout(this.timer);
    this.heardAt = Date.now();
    this.tell('connecting');
    this.source = new EventSource('/api/admin/live');
    this.source.addEventListener('snapshot', (event) => {
      const snapshot = JSON.parse(event.data);
      const last = this.samples.at(-1)?.timestamp ?? '';
      this.node = snapshot.node;
      this.alerts = snapshot.alerts ?? [];
      this.keep(snapshot.samples.filter((sample) => sample.timestamp > last));
      this.tell('live');
    });
    this.source.addEventListener('sample', (event) => {
      const sample = JSON.parse(event.data);
      this.alerts = sample.alerts ?? [];
      this.keep([sample]);
      this.tell('live');
    });
    this.source.addEventListener('error', () => this.broken());
  }

  /** Begins anew when nothing is heard; a network that went away closes no connection. */
  listen() {
    if (!this.source || Date.now() < this.heardAt + SILENCE) return;
    this.pause();
    this.tell('lost');
    this.timer = setTimeout(() => this.start(), 1000);
  }

  /** The browser tells no status: whether the session is over has to be asked. */
  async broken() {
    this.tell('lost');
    if (this.source?.readyState !== EventSource.CLOSED) {
      this.heardAt = Date.now();
      return;
    }
    this.source = null;
    try {
      await get('/api/admin/session');
    } catch (problem) {
      if (problem.status === 401 || problem.code === 'ip_banned') return;
    }
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.state === 'lost' && this.start(), RETRY);
  }

  /** Lets go of the connection and keeps what was heard. */
  pause() {
    clearTimeout(this.timer);
    this.source?.close();
    this.source = null;
  }

  stop() {
    this.pause();
    this.samples = [];
    this.alerts = [];
    this.tell('off');
  }

  keep(samples) {
    this.heardAt = Date.now();
    this.samples.push(...samples);
    this.samples.splice(0, this.samples.length - KEPT);
  }

  tell(state) {
    this.state = state;
    this.dispatchEvent(new Event('change'));
  }

  get last() {
    return this.samples.at(-1);
  }

  /** Sums over the last seconds. */
  sum(seconds, figure) {
    return this.samples.slice(-seconds).reduce((sum, sample) => sum + figure(sample), 0);
  }
}
