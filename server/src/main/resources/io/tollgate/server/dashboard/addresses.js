/* Every address that the guard has an opinion of; and one of them with all that speaks for and against it. */

import { actButtons, addressLink, level, path } from './acts.js';
import { add, field, h, note, panel, replace, select } from './dom.js';
import { eventTable } from './eventtable.js';
import { gauge } from './charts.js';
import { get } from './api.js';
import { count, left, rate, time } from './format.js';
import { LiveTable } from './table.js';
import { paged } from './pages.js';
import { poll } from './poll.js';

const LEVELS = [['', 'all'], ['banned', 'banned'], ['suspicious', 'suspicious'], ['neutral', 'neutral'], ['trusted', 'trusted']];

export function addresses(context) {
  const { view, parameters } = context;
  const filter = select('level', LEVELS, parameters.get('level') ?? '', () => list.again());
  const look = h('input', { id: 'look-up', autocomplete: 'off', spellcheck: 'false', placeholder: '203.0.113.7' });
  const table = new LiveTable({
    caption: 'Addresses with a score, a ban or an exemption', key: (row) => row.ip, empty: 'No address is known for anything.',
    columns: [
      { label: 'Address', head: true, cell: (row) => addressLink(row.ip), sig: (row) => row.ip },
      { label: 'Level', unlabelled: true, cell: level, sig: (row) => [row.level, row.allowed, Boolean(row.ban)] },
      { label: 'Score', className: 'num', cell: (row) => score(row.score), sig: (row) => Math.round(row.score), sort: (row) => row.score },
      { label: 'Limits', className: 'num', cell: (row) => '×' + rate(row.multiplier) },
      { label: 'Requests', className: 'num', cell: (row) => count(row.requests), sort: (row) => row.requests ?? -1 },
      { label: 'Last seen', className: 'nowrap', cell: (row) => time(row.lastSeen), sort: (row) => Date.parse(row.lastSeen) || 0 },
      { label: 'Ban', className: 'text', cell: (row) => (row.ban ? h('span', {}, row.ban.reason ?? 'banned', h('span', { class: 'muted' }, ' · ', row.ban.until ? left(row.ban.until) : 'no end')) : '') },
      { label: 'Acts', hidden: true, className: 'act', sig: (row) => [Boolean(row.ban), row.allowed], cell: (row) => h('span', {}, actButtons(row.ip, { banned: Boolean(row.ban), allowed: row.allowed }, { ...context, after: () => list.again() })) },
    ],
  });
  const list = paged({
    path: '/api/admin/security/ips', parameters: () => ({ level: filter.value, limit: 100 }),
    take: (answer) => answer.addresses, table, seconds: 5,
  });

  add(view, panel('Known addresses',
    h('form', { class: 'filter', onsubmit: open },
      field('Level', filter), field('Look up an address', look), h('button', { type: 'submit' }, 'Look up')),
    table.element, list.element));

  function open(event) {
    event.preventDefault();
    if (look.value.trim()) context.go('#/addresses/' + encodeURIComponent(look.value.trim()));
  }

  return () => list.stop();
}

function score(value) {
  return h('span', {}, gauge(value), ' ', Math.round(value));
}

export function address(context) {
  const { view, title, head, id, watch, user } = context;
  const facts = h('dl', { class: 'facts' }), ban = h('div'), acts = h('div', { class: 'filter' });
  const events = eventTable(context, 'Events from this address');
  let acted = '', later = 0;
  title.textContent = id;
  document.title = id + ' · Tollgate';
  head.append(h('p', {}, h('a', { href: '#/addresses' }, 'All addresses')));

  const ask = poll(async (signal) => show(await get(path(id), signal)), 5);
  const list = paged({ path: '/api/admin/security/events', parameters: () => ({ ip: id, limit: 50 }), take: (answer) => answer.events, table: events, seconds: 5 });
  add(view, [
    h('div', { class: 'two' }, panel('What the guard holds of it', facts, ask.element, acts), panel('Ban', ban)),
    panel('Events', events.element, list.element),
  ]);

  /** The act is in the log a moment later. */
  function again() {
    ask.again();
    later = setTimeout(list.again, 1200);
  }

  function show(row) {
    replace(facts,
      h('dt', {}, 'Level'), h('dd', {}, level(row), ' limits ×' + rate(row.multiplier)),
      h('dt', {}, 'Score'), h('dd', {}, gauge(row.score), ' ', Math.round(row.score) + ' of 100; under 20 is banned, 50 is where strangers start'),
      [h('dt', {}, 'Requests'), h('dd', {}, row.requests ? count(row.requests) + ' seen by this node' : 'none that this node remembers')],
      row.lastSeen && [h('dt', {}, 'Last seen'), h('dd', {}, time(row.lastSeen))],
      row.allowedUntil && [h('dt', {}, 'Exempted'), h('dd', {}, left(row.allowedUntil))]);
    showBan(ban, row);
    const state = JSON.stringify([Boolean(row.ban), row.allowed]);
    if (state !== acted) {
      acted = state;
      replace(acts, actButtons(row.ip ?? id, { banned: Boolean(row.ban), allowed: row.allowed }, { watch, user, after: again }));
    }
  }

  return () => {
    clearTimeout(later);
    ask.stop();
    list.stop();
  };
}

function showBan(element, row) {
  const key = JSON.stringify(row.ban ?? null) + row.allowed;
  if (element.dataset.shown === key) return;
  element.dataset.shown = key;
  if (!row.ban) {
    replace(element, note(row.allowed ? 'Exempted: neither limits nor bans apply.' : 'Not banned.'));
    return;
  }
  const { since, until, reason, evidence, automatic } = row.ban;
  replace(element, h('dl', { class: 'facts' },
    h('dt', {}, 'Why'), h('dd', {}, reason ?? '–'),
    evidence && [h('dt', {}, 'Evidence'), h('dd', {}, evidence)],
    h('dt', {}, 'By'), h('dd', {}, automatic ? 'the guard; sessions and devices known before it are spared' : 'a person; nobody is spared'),
    h('dt', {}, 'Since'), h('dd', {}, time(since)),
    h('dt', {}, 'Until'), h('dd', {}, until ? [time(until), ' (' + left(until) + ')'] : 'no end')));
}
