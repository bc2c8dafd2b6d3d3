/* Attacks: who, what, since when, against which accounts, and the state of the defence. */

import { add, h, note, panel, replace } from './dom.js';
import { attackTable } from './attackers.js';
import { Chart } from './charts.js';
import { get } from './api.js';
import { count, eventText, rate, time } from './format.js';
import { LiveTable } from './table.js';
import { poll } from './poll.js';

export function attacks(context) {
  const { view, live, watch } = context;
  const table = attackTable(context);
  const refused = new Chart({
    title: 'Refused by the guard', subtitle: 'requests/s, 5 minutes', format: rate, least: 2,
    series: [{ label: 'limited', colour: 'chart-2', width: 2 }, { label: 'banned', colour: 'chart-3', width: 2, dash: true }],
  });
  const hashes = new Chart({
    title: 'Passwords checked', subtitle: 'hashes/s: what guessing costs', format: rate, least: 2,
    series: [{ label: 'hashes', colour: 'chart-1' }, { label: 'waiting', colour: 'chart-2', dash: true }],
  });
  const accounts = new LiveTable({
    caption: 'Accounts guessed at in the last 15 minutes; the name is a keyed hash', key: (row) => row.account, empty: 'None.',
    columns: [
      { label: 'Account', head: true, className: 'text', cell: (row) => h('span', { class: 'mono' }, row.account), sig: (row) => row.account },
      { label: 'What', className: 'text', unlabelled: true, cell: (row) => row.what },
      { label: 'Failures', className: 'num', cell: (row) => count(row.total), sort: (row) => row.total },
      { label: 'Addresses', className: 'num', cell: (row) => count(row.addresses), sort: (row) => row.addresses },
      { label: 'Last', className: 'nowrap', cell: (row) => time(new Date(row.last).toISOString()), sort: (row) => row.last },
    ],
    sortBy: { index: 2, up: false },
  });
  const numbers = h('dl', { class: 'facts' });
  const stats = poll(async (signal) => showStats(numbers, await get('/api/admin/security/ips/stats', signal)), 15);

  add(view, [
    panel('Who attacks', table.element),
    h('div', { class: 'two' }, refused.element, hashes.element),
    h('div', { class: 'two' }, panel('Accounts under attack', accounts.element), panel('Addresses the guard knows', numbers, stats.element)),
  ]);

  function draw() {
    const x = live.samples.map((s) => Date.parse(s.timestamp) / 1000);
    refused.setData([x, live.samples.map((s) => s.guard.limited), live.samples.map((s) => s.guard.banned)]);
    hashes.setData([x, live.samples.map((s) => s.resources?.passwordHashes ?? null), live.samples.map((s) => s.resources?.hashQueue ?? null)]);
  }

  function showEvents() {
    table.update();
    accounts.update(accountsOf(watch.events));
  }

  live.addEventListener('change', draw);
  watch.addEventListener('change', showEvents);
  draw();
  showEvents();
  return () => {
    live.removeEventListener('change', draw);
    watch.removeEventListener('change', showEvents);
    stats.stop();
    refused.destroy();
    hashes.destroy();
  };
}

function accountsOf(events) {
  const found = new Map();
  for (const event of events) {
    const account = event.details?.account;
    if (!account || !event.type.startsWith('authn_')) continue;
    if (!/fail|lock|spraying|takeover/.test(event.type)) continue;
    const row = found.get(account) ?? { account, total: 0, ips: new Set(), last: 0, what: '' };
    row.total += event.count ?? 1;
    if (event.ip) row.ips.add(event.ip);
    row.last = Math.max(row.last, Date.parse(event.lastAt ?? event.timestamp));
    if (!row.what || event.severity === 'high' || event.severity === 'critical') row.what = eventText(event.type);
    found.set(account, row);
  }
  return [...found.values()].map((row) => ({ ...row, addresses: row.ips.size })).slice(0, 50);
}

/** Whatever figures the answer has, by their names. */
function showStats(element, stats) {
  const rows = Object.entries(stats).flatMap(([name, value]) =>
    value && typeof value === 'object' ? Object.entries(value).map(([part, n]) => [name + ': ' + part, n]) : [[name, value]]);
  const plain = rows.filter(([, value]) => typeof value === 'number' || typeof value === 'string');
  replace(element, plain.length ? plain.map(([name, value]) => [h('dt', {}, words(name)), h('dd', {}, typeof value === 'number' ? count(value) : value)]) : note('No figures.'));
}

export function words(name) {
  return name.replace(/([a-z])([A-Z])/g, (_, a, b) => a + ' ' + b.toLowerCase()).replaceAll('_', ' ');
}

