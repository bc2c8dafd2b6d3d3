/* Accounts and their sessions. */

import { add, field, h, panel, replace, select } from './dom.js';
import { addressLink } from './acts.js';
import { confirm } from './dialog.js';
import { eventTable } from './eventtable.js';
import { get, post } from './api.js';
import { LiveTable } from './table.js';
import { paged } from './pages.js';
import { poll } from './poll.js';
import { time } from './format.js';

const ROLES = ['user', 'analyst', 'moderator', 'admin'];
const day = (text) => (text ? text.slice(0, 10) : '–');

export function users(context) {
  const { view } = context;
  const email = h('input', { id: 'find-email', type: 'email', autocomplete: 'off' });
  const role = select('find-role', [['', 'all'], ...ROLES.map((name) => [name, name])], '', apply);
  const table = new LiveTable({
    caption: 'Accounts', key: (row) => row.id, empty: 'No account fits.',
    columns: [
      { label: 'Mail address', head: true, className: 'text', cell: (row) => h('a', { href: '#/users/' + row.id }, row.email), sig: (row) => row.email },
      { label: 'Name', className: 'text', unlabelled: true, cell: (row) => row.name ?? '' },
      { label: 'Role', cell: (row) => row.role },
      { label: 'Verified', cell: (row) => (row.emailVerified ? 'yes' : 'no') },
      { label: 'Created', className: 'nowrap', cell: (row) => time(row.createdAt, day) },
      { label: 'Last login', className: 'nowrap', cell: (row) => time(row.lastLoginAt) },
      { label: 'State', unlabelled: true, cell: (row) => (row.disabled ? h('span', { class: 'sev sev-warning' }, '■ disabled') : 'active') },
    ],
  });
  const list = paged({ path: '/api/admin/users', parameters: () => ({ email: email.value.trim(), role: role.value, limit: 50 }), take: (answer) => answer.users, table });

  add(view, panel('Accounts', h('form', { class: 'filter', onsubmit: apply }, field('Mail address', email), field('Role', role), h('button', { type: 'submit', class: 'primary' }, 'Find')),
    table.element, list.element));

  function apply(event) {
    event?.preventDefault();
    list.again();
  }

  return () => list.stop();
}

export function user(context) {
  const { view, title, head, id } = context;
  const facts = h('dl', { class: 'facts' }), acts = h('div', { class: 'filter' });
  const events = eventTable(context, 'Events of this person');
  const sessions = sessionTable(context, () => held.again());
  title.textContent = 'Account';
  head.append(h('p', {}, h('a', { href: '#/users' }, 'All accounts')));

  const ask = poll(async (signal) => show(await get('/api/admin/users/' + encodeURIComponent(id), signal)), 0);
  const held = paged({ path: '/api/admin/tokens', parameters: () => ({ userId: id, limit: 50 }), take: (answer) => answer.tokens ?? answer.sessions ?? [], table: sessions, seconds: 10 });
  const list = paged({ path: '/api/admin/security/events', parameters: () => ({ userId: id, limit: 50 }), take: (answer) => answer.events, table: events, seconds: 10 });
  add(view, [panel('Who', facts, ask.element, acts), panel('Sessions', sessions.element, held.element), panel('Events', events.element, list.element)]);

  function show(account) {
    title.textContent = account.email;
    document.title = account.email + ' · Tollgate';
    replace(facts,
      h('dt', {}, 'Name'), h('dd', {}, account.name ?? '–'), h('dt', {}, 'Role'), h('dd', {}, account.role),
      h('dt', {}, 'State'), h('dd', {}, account.disabled ? 'disabled: cannot log in' : 'active'),
      h('dt', {}, 'Mail'), h('dd', {}, account.emailVerified ? 'verified' : 'not verified'),
      h('dt', {}, 'Created'), h('dd', {}, time(account.createdAt)), h('dt', {}, 'Last login'), h('dd', {}, time(account.lastLoginAt)),
      h('dt', {}, 'Id'), h('dd', { class: 'mono' }, account.id));
    const change = async (act, body) => show(await post('/api/admin/users/' + account.id + '/' + act, body));
    replace(acts,
      h('button', { type: 'button', onclick: () => askRole(account, change) }, 'Change role'),
      account.disabled
        ? h('button', { type: 'button', onclick: () => confirm({ title: 'Enable ' + account.email, action: 'Enable', reason: false, act: () => change('enable') }) }, 'Enable')
        : h('button', { type: 'button', class: 'danger', onclick: () => confirm({ title: 'Disable ' + account.email, text: 'All sessions end at once; nobody can log in to it until it is enabled.', action: 'Disable', danger: true, reason: false, act: () => change('disable') }) }, 'Disable'));
  }

  return () => {
    ask.stop();
    held.stop();
    list.stop();
  };
}

function askRole(account, change) {
  const role = select('new-role', ROLES.map((name) => [name, name]), account.role);
  confirm({
    title: 'Role of ' + account.email, action: 'Change', reason: false,
    text: h('span', {}, field('Role', role)), act: () => change('role', { role: role.value }),
  });
}

function sessionTable(context, after) {
  return new LiveTable({
    caption: 'Sessions and their tokens', key: (row) => row.id, empty: 'No session.',
    columns: [
      { label: 'Device', head: true, className: 'text', cell: (row) => row.deviceName ?? row.userAgent ?? 'unnamed' },
      { label: 'Address', cell: (row) => addressLink(row.ip), sig: (row) => row.ip },
      { label: 'Since', className: 'nowrap', cell: (row) => time(row.createdAt ?? row.issuedAt) },
      { label: 'Last used', className: 'nowrap', cell: (row) => time(row.lastUsedAt) },
      { label: 'Ends', className: 'nowrap', cell: (row) => time(row.expiresAt) },
      { label: 'State', unlabelled: true, cell: stateOf },
      {
        label: 'Acts', hidden: true, className: 'act', sig: stateOf,
        cell: (row) => (stateOf(row) === 'active' ? h('button', { type: 'button', class: 'small danger', 'aria-label': 'End session ' + (row.deviceName ?? row.id), onclick: () => end(row) }, 'End') : ''),
      },
    ],
  });

  async function end(row) {
    const done = await confirm({ title: 'End this session', text: 'Its tokens stop working at once.', action: 'End', danger: true, act: ({ reason }) => post('/api/admin/tokens/' + row.id + '/revoke', { reason }) });
    if (done) after();
  }
}

function stateOf(row) {
  if (row.status) return row.status;
  if (row.revoked || row.revokedAt) return 'revoked';
  return row.expiresAt && Date.parse(row.expiresAt) < Date.now() ? 'expired' : 'active';
}

