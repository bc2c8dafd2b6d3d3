/* Is there an attack, who is it, do the users feel it, is the machine well: on one screen. */

import { add, h, panel, setText } from './dom.js';
import { attackTable } from './attackers.js';
import { lack } from './assess.js';
import { broken, Chart } from './charts.js';
import { count, megabytes, millis, percent, rate } from './format.js';
import { showAlerts } from './alerts.js';
import { timeline } from './timeline.js';

const MOST_ATTACKERS = 8;
const SPANS = [['live', '5 minutes, live'], ['hour', 'Last hour']];

export function overview(context) {
  const { view, head, live, watch } = context;
  const tiles = tileRow();
  const charts = makeCharts();
  const attack = attackTable(context, MOST_ATTACKERS);
  const happened = timeline(context, 12);
  const active = h('div');
  const buttons = SPANS.map(([key, text]) => h('button', { type: 'button', 'aria-pressed': String(key === 'live'), onclick: () => choose(key) }, text));
  let span = 'live';

  head.append(h('div', { class: 'segmented end', role: 'group', 'aria-label': 'Span of the charts' }, buttons));
  const mayActOnAddresses = context.user.may('moderator');
  const who = panel('Who attacks', attack.element);
  add(view, [
    tiles.element,
    mayActOnAddresses && who,
    h('div', { class: 'wide-left' },
      h('div', { class: 'stack' }, charts.guard.element, charts.latency.element,
        h('div', { class: 'pair' }, charts.errors.element, charts.resources.element)),
      h('div', { class: 'stack' }, panel('Active alerts', active), mayActOnAddresses && panel('What happened', happened.element))),
  ]);

  function choose(key) {
    span = key;
    buttons.forEach((button, i) => button.setAttribute('aria-pressed', String(SPANS[i][0] === key)));
    draw();
  }

  function draw() {
    const rows = span === 'live' ? live.samples : minutes(watch.hour);
    // Per second in both spans, so that the two can be compared.
    const per = span === 'live' ? 1 : 60;
    const x = rows.map((row) => Date.parse(row.timestamp) / 1000);
    const column = (figure) => rows.map(figure);
    const spoken = (figure) => rows.map((row) => (row.requests.total ? figure(row) : null));
    const fill = (chart, ...columns) => chart.setData(broken([x, ...columns], per));
    fill(charts.guard, column((r) => r.guard.allowed / per), column((r) => r.guard.limited / per), column((r) => r.guard.banned / per));
    fill(charts.latency, spoken((r) => r.latency.p50), spoken((r) => r.latency.p95), spoken((r) => r.latency.p99));
    fill(charts.errors, column((r) => r.requests.failed / per));
    fill(charts.resources, column((r) => r.system.cpu), column((r) => r.system.rss || r.system.memory));
  }

  function show() {
    tiles.update(live);
    if (span === 'live') draw();
    showAlerts(active, context);
  }

  function showEvents() {
    showAlerts(active, context);
    if (mayActOnAddresses) {
      // On a phone the figures would push it out of sight.
      who.classList.toggle('first-if-narrow', attack.update() > 0);
      happened.update(watch.events, lack(watch.known.events));
    }
    if (span === 'hour') draw();
  }

  live.addEventListener('change', show);
  watch.addEventListener('change', showEvents);
  show();
  showEvents();
  return () => {
    live.removeEventListener('change', show);
    watch.removeEventListener('change', showEvents);
    Object.values(charts).forEach((chart) => chart.destroy());
  };
}

/** The last hour, the running minute left out: it is not whole yet and would look like a fall. */
export function minutes(hour) {
  return hour?.minutes ?? [];
}

function makeCharts() {
  return {
    guard: new Chart({
      title: 'Guard decisions', subtitle: 'requests/s', format: rate, least: 2,
      series: [{ label: 'allowed', colour: 'chart-1' }, { label: 'limited', colour: 'chart-2', width: 2 }, { label: 'banned', colour: 'chart-3', width: 2, dash: true }],
    }),
    latency: new Chart({
      title: 'Latency', subtitle: 'of all requests', format: millis, least: 10,
      series: [{ label: 'p50', colour: 'chart-4' }, { label: 'p95', colour: 'chart-1', width: 2 }, { label: 'p99', colour: 'chart-2', dash: true }],
    }),
    errors: new Chart({ title: 'Errors', subtitle: 'failed requests/s', format: rate, least: 1, height: 130, series: [{ label: 'failed', colour: 'chart-3' }] }),
    resources: new Chart({
      title: 'Resources', subtitle: 'CPU and memory', format: percent, format2: megabytes, least: 25, least2: 100, height: 130,
      series: [{ label: 'CPU', colour: 'chart-1' }, { label: 'memory', colour: 'chart-5', scale: 'y2', dash: true }],
    }),
  };
}

const overSeconds = (figures) => 'over ' + figures.seconds + ' s';

/** Tiles: name, figure of the last seconds, what is said beside it, when it is bad. */
function tileRow() {
  const defined = [
    { name: 'Requests/s', value: (f) => rate(f.pace), beside: (f) => count(f.last.requests.total) + ' last s' },
    { name: 'p50', value: (f) => millis(f.p50), beside: overSeconds },
    { name: 'p95', value: (f) => millis(f.p95), beside: overSeconds, warn: (f) => f.p95 > 500 },
    { name: 'p99', value: (f) => millis(f.p99), beside: overSeconds, bad: (f) => f.p99 > 1000 },
    { name: 'Errors', value: (f) => percent(f.errors), beside: (f) => count(f.failed) + ' in 1 min', bad: (f) => f.errors > 1 },
    { name: 'Limited', value: (f) => count(f.limited), beside: () => 'in 1 min', warn: (f) => f.limited > 0 },
    { name: 'Banned', value: (f) => count(f.banned), beside: () => 'in 1 min', warn: (f) => f.banned > 0 },
    { name: 'CPU', value: (f) => percent(f.last.system.cpu), beside: (f) => (f.last.resources?.hashQueue ?? 0) + ' to hash', warn: (f) => f.last.system.cpu > 80 },
    { name: 'Memory', value: (f) => megabytes(f.last.system.rss || f.last.system.memory), beside: (f) => megabytes(f.last.system.memory) + ' heap', warn: (f) => f.last.system.rss > 500 },
    { name: 'Connections', value: (f) => count(f.last.system.activeConnections), beside: (f) => count(f.last.resources?.peers) + ' clients' },
  ];
  const cells = defined.map((tile) => {
    const value = h('span', {}, '–'), beside = h('small', {}, ' ');
    return { ...tile, value: tile.value, shown: value, said: beside, sayBeside: tile.beside, element: h('div', { class: 'tile' }, h('dt', {}, tile.name), h('dd', {}, value, beside)) };
  });
  return {
    element: h('dl', { class: 'tiles', 'aria-label': 'Figures of this moment' }, cells.map((cell) => cell.element)),
    update(live) {
      if (!live.last) return;
      const figures = figuresOf(live);
      for (const cell of cells) {
        setText(cell.shown, cell.value(figures));
        setText(cell.said, cell.sayBeside(figures));
        cell.element.className = 'tile' + (cell.bad?.(figures) ? ' bad' : cell.warn?.(figures) ? ' warn' : '');
      }
    },
  };
}

function figuresOf(live) {
  const recent = live.samples.slice(-10);
  const total = live.sum(60, (s) => s.requests.total), failed = live.sum(60, (s) => s.requests.failed);
  const { seconds = 30, requests = 0, latency } = live.last.recent ?? {};
  return {
    ...(requests > 0 && latency), seconds, last: live.last, failed,
    pace: recent.reduce((sum, s) => sum + s.requests.total, 0) / recent.length,
    errors: total ? (100 * failed) / total : 0,
    limited: live.sum(60, (s) => s.guard.limited),
    banned: live.sum(60, (s) => s.guard.banned),
  };
}
