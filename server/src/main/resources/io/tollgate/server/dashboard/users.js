/* Accounts and their sessions. */

import { add, field, h, panel, replace, select } from './dom.js';
import { addressLink } from './acts.js';
import { confirm } from './dialog.js';
import { eventTable } from './eventtable.js';
import { get, post } from './api.js';
import { LiveTable } from './table.js';
import { paged } from './pages.js';
import { poll } from './poll.js';
import { count, time } from './format.js';

const ROLES = ['user', 'analyst', 'moderator', 'admin'];
const STATES = [['active', 'in use: one for each session'], ['rotated', 'exchanged for the next'], ['revoked', 'revoked'], ['expired', 'expired']];
const LAST_ADMIN = 'No enabled admin would remain.';
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
  const upkeep = maintenance();
  add(view, panel('Tokens and clean-up', upkeep.element));

  function apply(event) {
    event?.preventDefault();
    list.again();
  }

  return () => {
    list.stop();
    upkeep.stop();
  };
}

/** How many tokens there are, and what could be thrown away. */
function maintenance() {
  const figures = h('dl', { class: 'facts' }), told = h('p', { class: 'muted', role: 'status' });
  const path = '/api/admin/maintenance/cleanup', patience = 10 * 60_000;
  const stats = poll(async (signal) => {
    const tokens = await get('/api/admin/tokens/stats', signal);
    replace(figures, Object.entries(tokens).map(([name, n]) => [h('dt', {}, name === 'sessions' ? 'sessions that live' : name + ' tokens'), h('dd', {}, count(n))]));
  }, 30);

  async function look() {
    told.className = 'muted';
    try {
      told.textContent = 'To be removed: ' + sums(await post(path, { dryRun: true }, patience));
    } catch (problem) {
      told.textContent = problem.words;
    }
  }

  async function clean() {
    await confirm({
      title: 'Clean up', text: 'Removes expired tokens, long revoked ones, orphaned sessions and old events. The server does so by itself, too.',
      action: 'Clean up', reason: false, act: async () => tell(await post(path, {}, patience)),
    });
    stats.again();
  }

  function tell(run) {
    const failed = run.state !== 'finished';
    told.className = failed ? 'message' : 'muted';
    told.textContent = failed ? 'The clean-up failed; the log of the server says why. Removed before: ' + sums(run) : 'Removed: ' + sums(run);
  }

  return {
    element: h('div', {}, figures, stats.element, h('div', { class: 'filter more' },
      h('button', { type: 'button', onclick: look }, 'What could be removed'), h('button', { type: 'button', onclick: clean }, 'Clean up')), told),
    stop: stats.stop,
  };
}

function sums({ removed }) {
  return Object.entries(removed).map(([name, n]) => count(n) + ' ' + name.replace(/([a-z])([A-Z])/g, '$1 $2').replaceAll(/[_-]/g, ' ').toLowerCase()).join(', ') || 'nothing';
}

export function user(context) {
  const { view, title, head, id } = context;
  const facts = h('dl', { class: 'facts' }), acts = h('div', { class: 'filter' });
  let shown = '', acted = '';
  const events = eventTable(context, 'Events of this person');
  const status = select('token-status', STATES, 'active', () => held.again());
  const sessions = sessionTable(() => held.again());
  title.textContent = 'Account';
  head.append(h('p', {}, h('a', { href: '#/users' }, 'All accounts')));

  const ask = poll(async (signal) => show(await get('/api/admin/users/' + encodeURIComponent(id), signal)), 10);
  const held = paged({ path: '/api/admin/tokens', parameters: () => ({ userId: id, status: status.value, limit: 50 }), take: (answer) => answer.tokens, table: sessions, seconds: 10 });
  const list = paged({ path: '/api/admin/security/events', parameters: () => ({ userId: id, limit: 50 }), take: (answer) => answer.events, table: events, seconds: 10 });
  add(view, [panel('Who', facts, ask.element, acts), panel('Sessions', h('div', { class: 'filter' }, field('Tokens', status)), sessions.element, held.element), panel('Events', events.element, list.element)]);

  /** Only what changed is made anew: what is selected stays selected, and a button under the pointer is the same. */
  function show(account) {
    const all = JSON.stringify(account), state = JSON.stringify([account.disabled, account.role, account.email]);
    if (all !== shown) showFacts(account);
    if (state !== acted) showActs(account);
    shown = all;
    acted = state;
  }

  function showFacts(account) {
    title.textContent = account.email;
    document.title = account.email + ' · Tollgate';
    replace(facts,
      h('dt', {}, 'Name'), h('dd', {}, account.name ?? '–'), h('dt', {}, 'Role'), h('dd', {}, account.role),
      h('dt', {}, 'State'), h('dd', {}, account.disabled ? 'disabled: cannot log in' : 'active'),
      h('dt', {}, 'Mail'), h('dd', {}, account.emailVerified ? 'verified' : 'not verified'),
      h('dt', {}, 'Created'), h('dd', {}, time(account.createdAt)), h('dt', {}, 'Last login'), h('dd', {}, time(account.lastLoginAt)),
      h('dt', {}, 'Id'), h('dd', { class: 'mono' }, account.id));
  }

  function showActs(account) {
    async function change(act, body) {
      const changed = await post('/api/admin/users/' + account.id + '/' + act, body);
      // An answer that is still to come may be of before.
      ask.again();
      show(changed);
    }
    replace(acts,
      h('button', { type: 'button', onclick: () => askRole(account, change) }, 'Change role'),
      account.disabled
        ? h('button', { type: 'button', onclick: () => confirm({ title: 'Enable ' + account.email, action: 'Enable', reason: false, act: () => change('enable') }) }, 'Enable')
        : h('button', { type: 'button', class: 'danger', onclick: () => confirm({ title: 'Disable ' + account.email, conflict: LAST_ADMIN, text: 'All sessions end at once; nobody can log in to it until it is enabled.', action: 'Disable', danger: true, reason: false, act: () => change('disable') }) }, 'Disable'));
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
    title: 'Role of ' + account.email, action: 'Change', reason: false, conflict: LAST_ADMIN,
    text: h('span', {}, field('Role', role)), act: () => change('role', { role: role.value }),
  });
}

function sessionTable(after) {
  return new LiveTable({
    caption: 'Sessions and their tokens', key: (row) => row.id, empty: 'No session.',
    columns: [
      { label: 'Device', head: true, className: 'text', cell: (row) => row.deviceName ?? row.userAgent ?? 'unnamed' },
      { label: 'Address', cell: (row) => addressLink(row.ip), sig: (row) => row.ip },
      { label: 'Issued', className: 'nowrap', cell: (row) => time(row.issuedAt) },
      { label: 'Last used', className: 'nowrap', cell: (row) => time(row.lastUsedAt) },
      { label: 'Ends', className: 'nowrap', cell: (row) => time(row.expiresAt) },
      { label: 'State', unlabelled: true, cell: (row) => row.status },
      {
        label: 'Acts', hidden: true, className: 'act', sig: (row) => row.status,
        cell: (row) => (row.status === 'active' ? h('button', { type: 'button', class: 'small danger', 'aria-label': 'End session ' + (row.deviceName ?? row.id), onclick: () => end(row) }, 'End') : ''),
      },
    ],
  });

  async function end(row) {
    const done = await confirm({ title: 'End this session', text: 'Its tokens stop working at once.', action: 'End', danger: true, act: ({ reason }) => post('/api/admin/tokens/' + row.id + '/revoke', { reason }) });
    if (done) after();
  }
}
