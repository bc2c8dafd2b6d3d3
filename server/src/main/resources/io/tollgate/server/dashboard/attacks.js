/* Attacks: who, what, since when, against which accounts, and the state of the defence. */

import { add, h, panel, replace } from './dom.js';
import { attackTable } from './attackers.js';
import { broken, Chart } from './charts.js';
import { accountsGuessedAt, lack } from './assess.js';
import { get } from './api.js';
import { userLink } from './acts.js';
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
    caption: 'Guessed at in the last 15 minutes; where there is no such account, by a hash of the name', key: (row) => row.account, empty: 'None.',
    columns: [
      { label: 'Account', head: true, className: 'text', cell: (row) => (row.userId ? userLink(row.userId, context.user) : h('span', { class: 'mono' }, row.account.slice(0, 12) + '…')), sig: (row) => row.account },
      { label: 'What', className: 'text', unlabelled: true, cell: (row) => eventText(row.type) },
      { label: 'Failures', className: 'num', cell: (row) => count(row.total), sort: (row) => row.total },
      { label: 'Addresses', className: 'num', cell: (row) => (row.many ? 'over ' : '') + count(row.addresses), sort: (row) => row.addresses },
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
    refused.setData(broken([x, live.samples.map((s) => s.guard.limited), live.samples.map((s) => s.guard.banned)], 1));
    hashes.setData(broken([x, live.samples.map((s) => s.resources?.passwordHashes ?? null), live.samples.map((s) => s.resources?.hashQueue ?? null)], 1));
  }

  function showEvents() {
    table.update();
    accounts.update(accountsGuessedAt(watch.events).slice(0, 50), lack(watch.known.events));
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

const STANDINGS = [['banned', 'Banned'], ['suspicious', 'Suspicious: half the limits'], ['neutral', 'Neutral'], ['trusted', 'Trusted: twice the limits'], ['allowed', 'Exempted by a person']];

function showStats(element, stats) {
  replace(element, STANDINGS.map(([name, text]) => [h('dt', {}, text), h('dd', {}, count(stats[name]))]));
}

export function words(name) {
  return name.replace(/([a-z])([A-Z])/g, (_, a, b) => a + ' ' + b.toLowerCase()).replaceAll('_', ' ');
}

