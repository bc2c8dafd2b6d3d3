/* Charts over time. All share their cursor: what the eye stops at in one is marked in every other. Nothing is stacked. */

import { h } from './dom.js';

/* global uPlot: from /assets/uplot.js, as its authors publish it */

const sync = uPlot.sync('tollgate');
const charts = new Set();

const hms = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
const hm = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });

function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim();
}

/** Rebuilds every chart in the colours of the theme. */
export function repaint() {
  for (const chart of charts) chart.rebuild();
}

matchMedia('(prefers-color-scheme: dark)').addEventListener('change', repaint);

export class Chart {
  /**
   * @param series {label, colour: name of a custom property, dash?: boolean, width?, scale?: 'y' | 'y2'}
   * @param format  value -> text
   * @param least   what the axis shows at least, so that noise near zero does not look like a storm
   */
  constructor({ title, subtitle, series, format, format2, least = 1, least2 = 1, height = 176 }) {
    Object.assign(this, { title, series, format, format2, least, least2, height });
    this.data = [[], ...series.map(() => [])];
    this.named = 0;
    this.plot = h('div', { class: 'plot', role: 'img', tabindex: 0, 'aria-label': title, onkeydown: (e) => this.key(e), onblur: () => this.leave() });
    this.spoken = h('p', { class: 'unseen', role: 'status' });
    this.element = h('figure', { class: 'chart' },
      h('figcaption', {}, title, subtitle && h('span', {}, subtitle)), this.plot, this.spoken);
    this.observer = new ResizeObserver(() => this.fit());
    this.observer.observe(this.plot);
    charts.add(this);
  }

  options(width) {
    const text = colour('muted'), grid = colour('grid');
    const font = '11px ' + getComputedStyle(document.body).fontFamily;
    const axis = { stroke: text, font, grid: { stroke: grid, width: 1 }, ticks: { show: false } };
    const two = this.series.some((s) => s.scale === 'y2');
    const fixed = (least) => (u, min, max) => [0, Math.max(least, (max ?? 0) * 1.08)];
    return {
      width, height: this.height, padding: [8, 18, 0, 0],
      cursor: { sync: { key: sync.key, setSeries: false }, drag: { x: false, y: false }, y: false, points: { size: 6 } },
      scales: { x: { time: true }, y: { range: fixed(this.least) }, ...(two && { y2: { range: fixed(this.least2) } }) },
      axes: [
        { ...axis, size: 26, space: 70, values: (u, splits, i, space, step) => splits.map((s) => (step >= 60 ? hm : hms).format(new Date(s * 1000))) },
        { ...axis, size: 54, space: 28, values: (u, splits) => splits.map((v) => this.format(v)) },
        ...(two ? [{ ...axis, side: 1, scale: 'y2', size: 54, space: 28, grid: { show: false }, values: (u, splits) => splits.map((v) => this.format2(v)) }] : []),
      ],
      legend: { live: true },
      series: [
        { label: 'Time', value: (u, v) => (v == null ? '' : hms.format(new Date(v * 1000))) },
        ...this.series.map((s) => ({
          label: s.label, scale: s.scale ?? 'y', stroke: colour(s.colour), width: s.width ?? 1.5, dash: s.dash ? [5, 4] : undefined,
          points: { show: false }, spanGaps: false, value: (u, v) => (v == null ? '–' : (s.scale === 'y2' ? this.format2 : this.format)(v)),
        })),
      ],
    };
  }

  fit() {
    const width = this.plot.clientWidth;
    if (!width) return;
    if (!this.u) this.rebuild();
    else if (this.u.width !== width) this.u.setSize({ width, height: this.height });
  }

  rebuild() {
    const width = this.plot.clientWidth;
    if (!width) return;
    this.u?.destroy();
    this.u = new uPlot(this.options(width), this.data, this.plot);
    this.latest();
  }

  /** @param columns times in seconds, then one array per series */
  setData(columns) {
    this.data = columns;
    if (!this.u) return this.fit();
    this.u.setData(columns);
    if (this.u.cursor.left === undefined || this.u.cursor.left < 0) this.latest();
    this.name();
  }

  /** What a screen reader says of the picture; not with every second, or it would never finish. */
  name() {
    const last = this.data[0].length - 1, now = Date.now();
    if (last < 0 || now < this.named + 10_000) return;
    this.named = now;
    this.plot.setAttribute('aria-label', this.title + ': ' + this.say(last));
  }

  latest() {
    if (this.u && this.data[0].length) this.u.setLegend({ idx: this.data[0].length - 1 });
  }

  say(index) {
    return this.series.map((s, i) => {
      const value = this.data[i + 1][index];
      return s.label + ' ' + (value == null ? 'none' : (s.scale === 'y2' ? this.format2 : this.format)(value));
    }).join(', ');
  }

  key(event) {
    const step = { ArrowLeft: -1, ArrowRight: 1, PageUp: -10, PageDown: 10, Home: -Infinity, End: Infinity }[event.key];
    if (step === undefined || !this.u || !this.data[0].length) return;
    event.preventDefault();
    const last = this.data[0].length - 1;
    const index = Math.min(last, Math.max(0, (this.index ?? last) + step));
    this.index = index;
    this.u.setCursor({ left: this.u.valToPos(this.data[0][index], 'x'), top: 10 });
    this.spoken.textContent = hms.format(new Date(this.data[0][index] * 1000)) + ': ' + this.say(index);
  }

  leave() {
    this.index = undefined;
    this.u?.setCursor({ left: -10, top: -10 });
    this.latest();
  }

  destroy() {
    this.observer.disconnect();
    this.u?.destroy();
    charts.delete(this);
  }
}

/**
 * Breaks the lines where nothing was measured: otherwise an outage is drawn as the straight line between its ends.
 *
 * @param columns times in seconds, then one array per series
 * @param step    seconds from one time to the next as a rule
 */
export function broken(columns, step) {
  const [times] = columns;
  const out = columns.map(() => []);
  times.forEach((time, i) => {
    if (i > 0 && time - times[i - 1] > 1.5 * step) {
      out[0].push(times[i - 1] + step);
      out.slice(1).forEach((column) => column.push(null));
    }
    columns.forEach((column, c) => out[c].push(column[i]));
  });
  return out;
}

const SVG = 'http://www.w3.org/2000/svg';

export function svg(tag, attributes, ...children) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** A score of 0 to 100 as a short bar; the number stands beside it in text. */
export function gauge(value) {
  const kind = value < 20 ? 'fill critical' : value < 40 ? 'fill high' : 'fill';
  return svg('svg', { class: 'gauge', viewBox: '0 0 100 10', preserveAspectRatio: 'none', 'aria-hidden': 'true' },
    svg('rect', { width: 100, height: 10 }), svg('rect', { class: kind, width: Math.max(0, Math.min(100, value)), height: 10 }));
}

/**
 * One row of bars for each severity, all on one time axis, each on its own scale, so that few bad events are not buried under
 * many harmless ones.
 *
 * @param buckets {label, parts: {severity: count}}
 */
export function strips(buckets, severities, name) {
  const gap = 1, each = 1000 / Math.max(1, buckets.length);
  return severities.map((severity) => {
    const counts = buckets.map((bucket) => bucket.parts[severity] ?? 0);
    const most = Math.max(1, ...counts);
    const total = counts.reduce((sum, n) => sum + n, 0);
    const row = svg('svg', { class: 'strip', viewBox: '0 0 1000 20', preserveAspectRatio: 'none', 'aria-hidden': 'true' },
      svg('line', { x1: 0, x2: 1000, y1: 19.5, y2: 19.5 }));
    counts.forEach((n, i) => {
      if (!n) return;
      const size = Math.max(3, (n / most) * 19);
      row.append(svg('rect', { class: severity, x: i * each, y: 20 - size, width: Math.max(1, each - gap), height: size },
        svg('title', {}, buckets[i].label + ': ' + n + ' ' + severity)));
    });
    return h('div', { class: 'strip-row' }, name(severity), row, h('span', { class: 'num' }, total));
  });
}
