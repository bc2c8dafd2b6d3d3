/* The table of whoever attacks: what they do, how often, whether they are stopped, and what can be done. */

import { actButtons, addressLink, whyLink } from './acts.js';
import { attackers, lack } from './assess.js';
import { count, eventText, time } from './format.js';
import { h, replace, setText } from './dom.js';
import { LiveTable } from './table.js';

/** @param most rows; of more it says how many and where they are */
export function attackTable(context, most = 50) {
  const { watch } = context;
  const table = new LiveTable({
    caption: 'Addresses that attacked in the last 15 minutes, latest first',
    key: (row) => row.ip,
    empty: 'Nobody in the last 15 minutes.',
    columns: [
      { label: 'Address', head: true, cell: (row) => addressLink(row.ip), sig: (row) => row.ip },
      { label: 'What it does', unlabelled: true, className: 'text', cell: why, sig: (row) => row.doing + JSON.stringify([...row.counts]) + row.decision },
      { label: 'Times', className: 'num', cell: (row) => count(row.total), sort: (row) => row.total },
      { label: 'Last seen', className: 'nowrap', cell: (row) => time(new Date(row.last).toISOString()), sort: (row) => row.last },
      { label: 'Stopped', className: 'nowrap', cell: state, sig: (row) => [row.banned, row.address?.allowed, row.address?.ban?.until] },
      {
        label: 'Acts', hidden: true, className: 'act', sig: (row) => row.banned + ' ' + Boolean(row.address?.allowed),
        cell: (row) => h('span', {}, actButtons(row.ip, { banned: row.banned, allowed: row.address?.allowed }, context)),
      },
    ],
  });
  const others = h('p', { class: 'more', hidden: true });
  const lacking = h('p', { class: 'muted', hidden: true });
  return {
    element: h('div', {}, table.element, others, lacking),
    /** @returns how many there are */
    update() {
      const all = attackers(watch);
      const said = lackOf(watch);
      table.update(all.slice(0, most), said);
      lacking.hidden = !said || !all.length;
      setText(lacking, said);
      others.hidden = all.length <= most;
      if (!others.hidden) replace(others, count(all.length - most) + ' more: ', h('a', { href: '#/attacks' }, 'Attacks'));
      return all.length;
    },
  };
}

/** What is not in the table, in words. */
function lackOf({ known, cut }) {
  return lack(known.events) || (cut ? 'Made of the newest 200 rows of the log: there may be more attackers, and more of each.' : '');
}

function why(row) {
  const evidence = [...row.counts].filter(([type]) => type !== 'address_banned').map(([type, n]) => eventText(type) + (n > 1 ? ' ×' + count(n) : '')).join(', ');
  return h('span', {}, row.doing, evidence && h('span', { class: 'muted' }, ' · ' + evidence),
    row.decision && [' ', whyLink(row.decision, 'why', 'Why ' + row.ip + ' was refused')]);
}

function state(row) {
  if (row.banned) {
    const until = row.address.ban.until;
    return h('span', {}, h('span', { class: 'sev sev-good' }, '✓ banned'), until ? h('span', { class: 'muted' }, ' until ', time(until)) : h('span', { class: 'muted' }, ' for good'));
  }
  if (row.banned === null) return h('span', { class: 'muted' }, '○ not known');
  if (row.address?.allowed) return h('span', { class: 'sev sev-warning' }, '■ exempted');
  return h('span', { class: 'sev sev-warning' }, '■ not banned');
}
