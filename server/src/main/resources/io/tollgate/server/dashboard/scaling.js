/* Whether the machine is still large enough, and what to do when it is not. */

import { add, h, note, panel, replace } from './dom.js';
import { get } from './api.js';
import { duration, rate } from './format.js';
import { LiveTable } from './table.js';
import { poll } from './poll.js';
import { words } from './attacks.js';

export function scaling(context) {
  const { view } = context;
  const advice = h('div'), capacity = h('div');
  const table = new LiveTable({
    caption: 'Thresholds and where the server stands', key: (row) => row.name ?? row.id, empty: 'No thresholds are known.',
    columns: [
      { label: 'Threshold', head: true, className: 'text', cell: (row) => words(row.title ?? row.name ?? row.id ?? '') },
      { label: 'Now', className: 'num', cell: (row) => withUnit(row.value ?? row.actual ?? row.current, row.unit) },
      { label: 'Limit', className: 'num', cell: (row) => withUnit(row.limit ?? row.threshold, row.unit) },
      { label: 'For', className: 'nowrap', cell: (row) => (row.since ? duration((Date.now() - Date.parse(row.since)) / 1000) : row.forSeconds ? duration(row.forSeconds) : '') },
      { label: 'State', unlabelled: true, cell: (row) => (holds(row) ? h('span', { class: 'sev sev-high' }, '▲ exceeded') : h('span', { class: 'sev sev-good' }, '✓ fine')), sig: (row) => holds(row) },
      { label: 'What to do', className: 'text', cell: (row) => (holds(row) ? textOf(row.advice ?? row.action) : '') },
    ],
  });
  const ask = poll(async (signal) => {
    const answer = await get('/api/admin/scaling', signal);
    table.update(answer.thresholds ?? answer.rules ?? []);
    const list = [answer.advice ?? []].flat().filter(Boolean);
    replace(advice, list.length ? h('ul', {}, list.map((one) => h('li', {}, textOf(one)))) : note('Nothing: no threshold is exceeded.'));
    const known = Object.entries(answer.capacity ?? {});
    replace(capacity, known.length ? panel('Capacity', h('dl', { class: 'facts' }, known.map(([name, value]) => [h('dt', {}, words(name)), h('dd', {}, typeof value === 'number' ? rate(value) : textOf(value))]))) : []);
  }, 5);
  add(view, [panel('What to do', advice), panel('Thresholds', table.element, ask.element), capacity]);
  return () => ask.stop();
}

const holds = (row) => Boolean(row.holds ?? row.exceeded ?? row.active);

function withUnit(value, unit) {
  return value === undefined || value === null ? '–' : rate(value) + (unit ? ' ' + unit : '');
}

function textOf(one) {
  if (one === undefined || one === null) return '';
  return typeof one === 'object' ? one.text ?? one.advice ?? one.action ?? JSON.stringify(one) : String(one);
}
