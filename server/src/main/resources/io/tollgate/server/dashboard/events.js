/* The security log: filter, timeline, table, export. The filter stands in the address, so that it can be passed on. */

import { add, field, h, note, panel, replace, select } from './dom.js';
import { EVENT_TYPES, eventText, severity, SEVERITIES } from './format.js';
import { eventTable } from './eventtable.js';
import { get, query } from './api.js';
import { now } from './clock.js';
import { paged } from './pages.js';
import { poll } from './poll.js';
import { strips } from './charts.js';

const SPANS = [['1', 'last hour'], ['24', 'last 24 hours'], ['168', 'last 7 days'], ['all', 'all']];

/** Period and step of the timeline for each span. */
const STEPS = { 1: ['1h', 'minute'], 24: ['24h', 'hour'], 168: ['7d', 'hour'], all: ['90d', 'day'] };

export function events(context) {
  const { view, parameters } = context;
  const given = (name) => parameters.get(name) ?? '';
  const type = select('type', [['', 'all'], ...EVENT_TYPES.map((name) => [name, eventText(name)])], given('type'), apply);
  const bad = select('severity', [['', 'all'], ...SEVERITIES.map((name) => [name, name])], given('severity'), apply);
  const ip = h('input', { id: 'ip', value: given('ip'), autocomplete: 'off', spellcheck: 'false' });
  const userId = h('input', { id: 'user-id', value: given('userId'), autocomplete: 'off', spellcheck: 'false' });
  // Whoever comes for one person or address comes from a message that may be old.
  const usual = given('ip') || given('userId') ? 'all' : '24';
  const hours = select('hours', SPANS, SPANS.some(([key]) => key === given('hours')) ? given('hours') : usual, apply);
  const exports = h('p', { class: 'muted' });
  const table = eventTable(context, 'Events, latest first');
  const line = h('div');

  function filters() {
    const from = hours.value !== 'all' ? new Date(now() - Number(hours.value) * 3600_000).toISOString() : '';
    return { type: type.value, severity: bad.value, ip: ip.value.trim(), userId: userId.value.trim(), from };
  }

  function apply(event) {
    event?.preventDefault();
    const kept = { type: type.value, severity: bad.value, ip: ip.value.trim(), userId: userId.value.trim(), hours: hours.value };
    history.replaceState(null, '', query('#/events', kept));
    list.again();
    shape.again();
    offer();
  }

  function offer() {
    replace(exports, 'Save what fits the filter as ',
      ['ndjson', 'csv'].map((format, i) => [i ? ' or ' : '', h('a', { href: query('/api/admin/security/events/export', { ...filters(), format }), download: 'events.' + format }, format === 'csv' ? 'CSV' : 'NDJSON')]), '.');
  }

  const list = paged({ path: '/api/admin/security/events', parameters: () => ({ ...filters(), limit: 100 }), take: (answer) => answer.events, table, seconds: 4 });
  const shape = poll(async (signal) => {
    const [period, groupBy] = STEPS[hours.value];
    drawShape(line, (await get(query('/api/admin/security/events/stats', { period, groupBy }), signal)).series);
  }, 30);

  add(view, [
    panel('Filter', h('form', { class: 'filter', onsubmit: apply },
      field('What', type), field('Severity', bad), field('Address', ip), field('Person (id)', userId), field('When', hours),
      h('button', { type: 'submit', class: 'primary' }, 'Show'),
      h('button', { type: 'button', onclick: clear }, 'Clear')), exports),
    panel('Timeline', line, shape.element),
    panel('Events', table.element, list.element),
  ]);
  offer();

  function clear() {
    type.value = bad.value = ip.value = userId.value = '';
    hours.value = '24';
    apply();
  }

  return () => {
    list.stop();
    shape.stop();
  };
}

/** Counts by severity and step of time. */
function drawShape(element, series) {
  const buckets = series.map((bucket) => ({ label: bucket.start, parts: bucket.bySeverity }));
  replace(element, series.some((bucket) => bucket.total > 0) ? strips(buckets, SEVERITIES, severity) : note('Nothing in this time.'));
}
