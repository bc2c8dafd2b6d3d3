/* What is wrong now, what people were told of it, and whether the telling works. */

import { add, h, note, panel, replace } from './dom.js';
import { lack, performanceAlerts } from './assess.js';
import { addressLink, userLink, whyLink } from './acts.js';
import { count, duration, severity, time } from './format.js';
import { get, post } from './api.js';
import { LiveTable } from './table.js';
import { paged } from './pages.js';
import { poll } from './poll.js';

/** Priorities are told by the signs of the severities. */
const RANKS = ['critical', 'high', 'medium', 'low'];
const SIGN_OF = { critical: 'critical', high: 'high', medium: 'warning', low: 'low' };

export function alerts(context) {
  const { view, live, user, watch } = context;
  const active = h('div'), budget = h('div');
  const stops = [];
  add(view, panel('Active now', active));
  if (user.may('moderator')) {
    const table = alertTable(user);
    const list = paged({ path: '/api/admin/alerts', parameters: () => ({ limit: 50 }), take: (answer) => answer.alerts, table, seconds: 5 });
    const used = poll(async (signal) => showBudget(budget, (await get('/api/admin/alerts?limit=1', signal)).budget), 15);
    stops.push(list.stop, used.stop);
    add(view, [panel('History', table.element, list.element), h('div', { class: 'two' }, panel('Messages of the last hour', budget, used.element), user.may('admin') && channelTest())]);
  } else {
    add(view, note('Alerts about security are for moderators.'));
  }

  const show = () => showAlerts(active, context);
  live.addEventListener('change', show);
  watch.addEventListener('change', show);
  show();
  return () => {
    live.removeEventListener('change', show);
    watch.removeEventListener('change', show);
    stops.forEach((stop) => stop());
  };
}

/** What goes on: with performance, and with security where the person may see it. */
export function showAlerts(element, context) {
  const { live, watch, user } = context;
  const security = user.may('moderator') ? watch.alerts?.active ?? [] : [];
  const lacking = user.may('moderator') ? lack(watch.known.alerts) : '';
  const rows = [
    ...performanceAlerts(context).map(({ since, text }) => ({ rank: 1, since, sign: severity('high', 'performance'), text })),
    ...security.filter((alert) => alert.kind !== 'performance')
      .map((alert) => ({ rank: RANKS.indexOf(alert.priority), since: alert.lastAt, sign: severity(SIGN_OF[alert.priority], alert.priority), text: alert.summary })),
  ].sort((a, b) => a.rank - b.rank || b.since.localeCompare(a.since)).slice(0, 10);
  const said = [rows.length ? '' : none(context, lacking), lacking && 'Alerts about security: ' + lacking].filter(Boolean);
  const key = JSON.stringify([rows.map((row) => [row.since, row.text]), said]);
  if (element.dataset.shown === key) return;
  element.dataset.shown = key;
  replace(element,
    rows.length > 0 && h('ul', { class: 'timeline' }, rows.map((row) => h('li', {}, time(row.since), h('span', { class: 'what' }, row.sign, ' ', row.text)))),
    said.map((text) => note(text)));
}

/** Only what is known is well. */
function none({ live, watch, user }, lacking) {
  if (!live.last) return 'Not known yet.';
  if (live.state === 'lost') return 'None as of the last figures; there is no connection to the server.';
  const all = user.may('moderator') && !lacking;
  const where = !all && watch.hour?.nodes.length > 1 ? ' on this node' : '';
  return 'None: latency, errors, memory and CPU are within their limits' + where + (all ? ', and no security alert is active.' : '.');
}

function alertTable(user) {
  return new LiveTable({
    caption: 'Alerts, latest first', key: (row) => row.id, empty: 'There was no alert yet.',
    columns: [
      { label: 'Time', className: 'nowrap', unlabelled: true, cell: (row) => time(row.lastAt) },
      { label: 'Priority', unlabelled: true, cell: (row) => severity(SIGN_OF[row.priority], row.priority), sig: (row) => row.priority },
      { label: 'What', head: true, unlabelled: true, className: 'text', cell: (row) => h('span', {}, row.summary, row.active && [' ', h('span', { class: 'tag suspicious' }, 'goes on')]) },
      { label: 'Evidence', unlabelled: true, className: 'text', cell: (row) => h('span', {}, row.evidence, row.outcome && h('span', { class: 'muted' }, ' · ' + row.outcome), ' ', whyLink(row.requestId, 'why', 'Why: ' + row.summary)) },
      { label: 'Events', className: 'num', cell: (row) => count(row.count) },
      { label: 'Who', cell: (row) => (row.ip ? addressLink(row.ip) : userLink(row.userId, user)), sig: (row) => [row.ip, row.userId] },
      { label: 'Told', unlabelled: true, className: 'text', cell: told },
    ],
  });
}

function told(row) {
  if (row.state === 'suppressed') return 'counted in the next message';
  if (row.state === 'quiet') return 'not urgent enough to tell';
  return row.deliveries.map((one) => one.channel + ': ' + one.state + (one.error ? ' (' + one.error + ')' : '')).join(', ') || 'no channel is set up';
}

function showBudget(element, { perKind, total, used, kinds }) {
  const busy = kinds.filter((kind) => kind.used || kind.suppressed);
  replace(element,
    note(count(used) + ' of ' + count(total.limit) + ' in ' + duration(total.seconds) + '; of one kind at most ' + count(perKind.limit) + ' in ' + duration(perKind.seconds) + '.', 'plain'),
    busy.length > 0 && h('dl', { class: 'facts' }, busy.map((kind) => [h('dt', {}, kind.kind.replaceAll('_', ' ')), h('dd', {}, count(kind.used) + (kind.suppressed ? ', ' + count(kind.suppressed) + ' held back' : ''))])));
}

function channelTest() {
  const result = h('div', { role: 'status' });
  const button = h('button', { type: 'button', onclick: run }, 'Send a test');

  async function run() {
    button.disabled = true;
    replace(result, note('Sending …'));
    try {
      const { channels } = await post('/api/admin/alerts/test');
      replace(result, channels.length ? h('ul', {}, channels.map((one) => h('li', {}, one.channel + ': ' + (one.delivered ? 'delivered' : one.error)))) : note('No channel is set up: see mail and alerts in the settings.'));
    } catch (problem) {
      replace(result, note(problem.words ?? String(problem), 'message'));
    } finally {
      button.disabled = false;
    }
  }

  return panel('Channels', note('Sends one message through every channel that is set up.'), h('p', { class: 'more' }, button), result);
}
