/* Events as a table; every text of an event comes from outside and is shown as text. */

import { addressLink, userLink, whyLink } from './acts.js';
import { count, eventText, severity, time } from './format.js';
import { h } from './dom.js';
import { LiveTable } from './table.js';

export function eventTable(context, caption) {
  return new LiveTable({
    caption, key: (row) => row.id, empty: 'No event fits.',
    columns: [
      { label: 'Time', className: 'nowrap', unlabelled: true, cell: (row) => time(row.lastAt ?? row.timestamp) },
      { label: 'Severity', unlabelled: true, cell: (row) => severity(row.severity), sig: (row) => row.severity },
      { label: 'What', unlabelled: true, head: true, className: 'text', cell: (row) => h('span', { title: row.type }, eventText(row.type)), sig: (row) => row.type },
      { label: 'Times', className: 'num', cell: (row) => count(row.count ?? 1) },
      { label: 'Address', cell: (row) => addressLink(row.ip), sig: (row) => row.ip },
      { label: 'Person', cell: (row) => userLink(row.userId, context.user), sig: (row) => row.userId },
      { label: 'Details', hidden: true, className: 'text', cell: details, sig: shownBy },
    ],
  });
}

/** All that the details show and nothing else: a row that only happened once more must not close what somebody reads. */
function shownBy(row) {
  return JSON.stringify([row.details, row.userAgent, row.sessionId, (row.count ?? 1) > 1, row.requestId]);
}

function details(row) {
  const parts = Object.entries(row.details ?? {});
  if (row.userAgent) parts.push(['user agent', row.userAgent]);
  if (row.sessionId) parts.push(['session', row.sessionId]);
  if ((row.count ?? 1) > 1) parts.push(['first', row.timestamp]);
  return h('details', {}, h('summary', { 'aria-label': 'Details of ' + eventText(row.type) }, summary(parts)),
    h('dl', { class: 'facts' }, parts.map(([name, value]) => [h('dt', {}, name), h('dd', {}, String(value))]),
      row.requestId && [h('dt', {}, 'request'), h('dd', { class: 'mono' }, whyLink(row.requestId, 'why refused') ?? row.requestId)],
      h('dt', {}, 'event'), h('dd', { class: 'mono' }, row.id)));
}

function summary(parts) {
  const text = parts.slice(0, 2).map(([name, value]) => name + ' ' + value).join(', ');
  return text.length > 60 ? text.slice(0, 59) + '…' : text || 'details';
}
