/* Where the time goes: over the hour, per endpoint, in the store, in the database. */

import { add, h, note, panel, replace, select } from './dom.js';
import { broken, Chart } from './charts.js';
import { count, duration, megabytes, millis, percent, plural, rate, time } from './format.js';
import { get, query } from './api.js';
import { LiveTable } from './table.js';
import { minutes } from './overview.js';
import { poll } from './poll.js';
import { words } from './attacks.js';

const SLOWEST = 12;
const STATES = { up: 'up', stopped: 'stopped', lost: 'no sign of life' };
const PERIODS = [['5m', 'last 5 minutes'], ['15m', 'last 15 minutes'], ['1h', 'last hour']];

export function performancePage(context) {
  const { view, head, watch } = context;
  const period = select('period', PERIODS, '15m', () => { ask.again(); each.again(); });
  const charts = {
    traffic: new Chart({ title: 'Traffic', subtitle: 'requests/min', format: count, least: 10, series: [{ label: 'requests', colour: 'chart-1', width: 2 }, { label: 'failed', colour: 'chart-3', dash: true }] }),
    latency: new Chart({ title: 'Latency', subtitle: 'all nodes, merged', format: millis, least: 10, series: [{ label: 'p50', colour: 'chart-4' }, { label: 'p95', colour: 'chart-1', width: 2 }, { label: 'p99', colour: 'chart-2', dash: true }] }),
    store: new Chart({ title: 'Shared store', subtitle: 'Redis: mean and p99', format: millis, least: 2, series: [{ label: 'mean', colour: 'chart-4' }, { label: 'p99', colour: 'chart-2', dash: true }] }),
    database: new Chart({ title: 'Database', subtitle: 'statements: mean and p99', format: millis, least: 2, series: [{ label: 'mean', colour: 'chart-4' }, { label: 'p99', colour: 'chart-2', dash: true }] }),
  };
  const totals = h('dl', { class: 'tiles', 'aria-label': 'Figures of the period' });
  const endpoints = endpointTable(), slow = slowTable(), store = storeTable(), nodes = nodeTable();
  const early = note('The charts fill minute by minute; the first is not over yet.');
  const kinds = h('div'), parts = componentTable();
  let components = {};

  const ask = poll(async (signal) => showSummary(await get(query('/api/admin/performance/summary', { period: period.value }), signal)), 5);
  const each = poll(async (signal) => endpoints.update((await get(query('/api/admin/performance/endpoints', { period: period.value }), signal)).endpoints), 10);
  const slowest = poll(async (signal) => slow.update((await get('/api/admin/performance/slow', signal)).statements.slice(0, SLOWEST)), 15);

  const health = poll(async (signal) => {
    ({ components } = await get('/api/admin/health', signal));
    parts.update(Object.entries(components).map(([name, part]) => ({ name, ...part })));
  }, 10);

  head.append(h('div', { class: 'end' }, h('label', { for: 'period', class: 'unseen' }, 'Period'), period));
  add(view, [
    totals, ask.element, early,
    h('div', { class: 'two' }, Object.values(charts).map((chart) => chart.element)),
    panel('Endpoints', endpoints.element, each.element),
    h('div', { class: 'two' }, panel('Shared store by command', store.element), panel('Errors by kind', kinds)),
    panel('Slow statements', slow.element, slowest.element),
    h('div', { class: 'two' }, panel('Components', parts.element, health.element), panel('Nodes', nodes.element)),
  ]);

  function showSummary(s) {
    const tile = (name, value, beside) => h('div', { class: 'tile' }, h('dt', {}, name), h('dd', {}, value, h('small', {}, beside ?? ' ')));
    replace(totals,
      tile('Requests', count(s.requests.total), rate(s.requests.perMinute) + ' per min'),
      tile('Errors', percent(s.requests.errorRate), count(s.requests.failed) + ' failed'),
      tile('p50', millis(s.latency.p50), 'mean ' + millis(s.latency.mean)), tile('p95', millis(s.latency.p95)),
      tile('p99', millis(s.latency.p99), 'max ' + millis(s.latency.max)),
      tile('Limited', count(s.guard.limited), limits(s.guard.limitedBy)), tile('Banned', count(s.guard.banned), 'refused'),
      tile('Statements', count(s.database.statements), s.database.slow + ' slow'),
      tile('Hashes', count(s.passwordHashes), 'passwords'), tile('Clients', count(s.peers), 'about'));
    store.update(Object.entries(s.redis.byOperation ?? {}).map(([name, op]) => ({ name, ...op })), noCommands(s.redis.errors));
    const found = Object.entries(s.errors.byType ?? {});
    replace(kinds, found.length ? h('dl', { class: 'facts' }, found.map(([name, n]) => [h('dt', {}, name), h('dd', {}, count(n))])) : note('No errors in this period.'));
  }

  /** A store that did not answer leaves no command behind either. */
  function noCommands(errors) {
    if (!components.redis) return '';
    if (components.redis.status === 'off') return 'No shared store: the windows are in the process.';
    if (errors > 0) return 'Redis answered no command in this period; ' + plural(errors, 'command') + ' failed.';
    return components.redis.status === 'down' ? 'Redis does not answer.' : 'No commands in this period.';
  }

  function draw() {
    const rows = minutes(watch.hour);
    const x = rows.map((row) => Date.parse(row.timestamp) / 1000);
    const column = (figure) => rows.map(figure);
    // Of nothing there is no time, not one of 0 ms.
    const of = (total) => (figure) => rows.map((row) => (total(row) > 0 ? figure(row) : null));
    const requests = of((r) => r.requests.total), operations = of((r) => r.redis.operations), statements = of((r) => r.database.statements);
    const fill = (chart, ...columns) => chart.setData(broken([x, ...columns], 60));
    fill(charts.traffic, column((r) => r.requests.total), column((r) => r.requests.failed));
    fill(charts.latency, requests((r) => r.latency.p50), requests((r) => r.latency.p95), requests((r) => r.latency.p99));
    fill(charts.store, operations((r) => r.redis.latency), operations((r) => r.redis.p99));
    fill(charts.database, statements((r) => r.database.latency), statements((r) => r.database.p99));
    early.hidden = rows.length > 1;
    charts.store.element.hidden = !rows.some((row) => row.redis.operations > 0);
    nodes.update(watch.hour?.nodes ?? []);
  }

  watch.addEventListener('change', draw);
  draw();
  return () => {
    watch.removeEventListener('change', draw);
    [ask, each, slowest, health].forEach((one) => one.stop());
    Object.values(charts).forEach((chart) => chart.destroy());
  };
}

function limits(by) {
  const worst = Object.entries(by ?? {}).sort((a, b) => b[1] - a[1])[0];
  return worst ? 'most by ' + worst[0] : ' ';
}

const figure = (label, name) => ({ label, className: 'num', cell: (row) => millis(row[name]), sort: (row) => row[name] });

function endpointTable() {
  return new LiveTable({
    caption: 'Endpoints; a heading sorts', key: (row) => row.endpoint, empty: 'No requests in this period.', sortBy: { index: 1, up: false },
    columns: [
      { label: 'Endpoint', head: true, className: 'text', cell: (row) => h('code', {}, row.endpoint), sig: (row) => row.endpoint, sort: (row) => row.endpoint },
      { label: 'Requests', className: 'num', cell: (row) => count(row.count), sort: (row) => row.count },
      { label: 'Errors', className: 'num', cell: (row) => count(row.errors), sort: (row) => row.errors },
      figure('Mean', 'mean'), figure('p50', 'p50'), figure('p95', 'p95'), figure('p99', 'p99'), figure('Max', 'max'),
      { label: 'Answers', className: 'text', cell: (row) => Object.entries(row.statuses ?? {}).map(([status, n]) => status + ' ×' + count(n)).join('  ') },
    ],
  });
}

function slowTable() {
  return new LiveTable({
    caption: 'The statements that took longest in the last hour on this node', key: (row) => row.sql, empty: 'None.',
    columns: [
      { label: 'Statement', head: true, className: 'text', cell: (row) => h('code', {}, row.sql), sig: (row) => row.sql },
      { label: 'Times', className: 'num', cell: (row) => count(row.count), sort: (row) => row.count },
      { label: 'Slow', className: 'num', cell: (row) => count(row.slow), sort: (row) => row.slow },
      figure('Mean', 'mean'), figure('Max', 'max'), figure('Total', 'total'),
    ],
  });
}

function storeTable() {
  return new LiveTable({
    caption: 'Commands to Redis', key: (row) => row.name, empty: 'Not known yet.',
    columns: [
      { label: 'Command', head: true, cell: (row) => row.name }, { label: 'Times', className: 'num', cell: (row) => count(row.count), sort: (row) => row.count },
      figure('Mean', 'mean'),
    ],
  });
}

function componentState({ status }) {
  if (status === 'up') return h('span', { class: 'sev sev-good' }, '✓ up');
  return status === 'off' ? h('span', { class: 'muted' }, '○ not in use') : h('span', { class: 'sev sev-critical' }, '◆ ' + status);
}

function componentTable() {
  return new LiveTable({
    caption: 'What this node consists of and depends on', key: (row) => row.name, empty: 'Not known yet.',
    columns: [
      { label: 'Component', head: true, cell: (row) => words(row.name) },
      { label: 'State', unlabelled: true, cell: componentState, sig: (row) => row.status },
      { label: 'Latency', className: 'num', cell: (row) => millis(row.latencyMillis) },
      { label: 'Detail', unlabelled: true, className: 'text', cell: (row) => row.detail ?? '' },
    ],
  });
}

function nodeTable() {
  return new LiveTable({
    caption: 'Nodes of the last hour', key: (row) => row.id, empty: 'Not known yet.',
    columns: [
      { label: 'Node', head: true, className: 'text', cell: (row) => row.id + (row.self ? ' (this one)' : '') },
      { label: 'State', className: 'text', cell: (row) => STATES[row.state] ?? row.state },
      { label: 'Last seen', className: 'nowrap', cell: (row) => time(row.lastSeen) }, { label: 'Up', className: 'num', cell: (row) => duration(row.uptime) },
      { label: 'CPU', className: 'num', cell: (row) => percent(row.cpu) }, { label: 'Memory', className: 'num', cell: (row) => megabytes(row.rss || row.memory) },
      { label: 'Connections', className: 'num', cell: (row) => count(row.activeConnections) },
    ],
  });
}

