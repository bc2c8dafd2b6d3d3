/* What is wrong now, and what was told to whom. */

import { add, h, panel, replace } from './dom.js';
import { addressLink } from './acts.js';
import { alertText } from './assess.js';
import { get } from './api.js';
import { count, severity, time } from './format.js';
import { LiveTable } from './table.js';
import { poll } from './poll.js';
import { showAlerts } from './overview.js';
import { words } from './attacks.js';

const text = (row) => row.title ?? row.subject ?? row.summary ?? row.text ?? (row.type ?? row.name ? alertText(row) : 'alert');

export function alerts(context) {
  const { view, live } = context;
  const active = h('div'), channels = h('div');
  const table = new LiveTable({
    caption: 'Alerts, latest first', key: (row) => row.id ?? JSON.stringify(row), empty: 'No alert was sent yet.',
    columns: [
      { label: 'Time', className: 'nowrap', unlabelled: true, cell: (row) => time(row.sentAt ?? row.at ?? row.createdAt ?? row.timestamp ?? row.since) },
      { label: 'Priority', unlabelled: true, cell: (row) => severity(row.priority ?? row.severity), sig: (row) => row.priority ?? row.severity },
      { label: 'What', head: true, unlabelled: true, className: 'text', cell: (row) => text(row) },
      { label: 'Address', cell: (row) => (row.ip ? addressLink(row.ip) : ''), sig: (row) => row.ip },
      { label: 'Events', className: 'num', cell: (row) => (row.count === undefined ? '' : count(row.count)) },
      { label: 'State', className: 'text', cell: stateOf },
    ],
  });
  const ask = poll(async (signal) => {
    const answer = await get('/api/admin/alerts', signal);
    table.update(answer.recent ?? answer.alerts ?? []);
    showChannels(channels, answer.channels);
  }, 5);
  add(view, [panel('Active now', active), panel('Recent', table.element, ask.element), channels]);

  const show = () => showAlerts(active, live.alerts);
  live.addEventListener('change', show);
  show();
  return () => {
    live.removeEventListener('change', show);
    ask.stop();
  };
}

function stateOf(row) {
  if (row.state ?? row.status) return row.state ?? row.status;
  if (row.suppressed) return count(row.suppressed) + ' more suppressed';
  return '';
}

function showChannels(element, list) {
  const known = Array.isArray(list) ? list.map((one) => [one.name, one]) : Object.entries(list ?? {});
  if (!known.length) {
    replace(element);
    return;
  }
  replace(element, panel('Where they go', h('dl', { class: 'facts' }, known.map(([name, one]) => [
    h('dt', {}, words(name)), h('dd', {}, typeof one === 'object' ? Object.entries(one).filter(([key]) => key !== 'name').map(([key, value]) => words(key) + ' ' + value).join(', ') : String(one)),
  ]))));
}

