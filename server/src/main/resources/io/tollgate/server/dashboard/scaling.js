/* Whether the machine is still large enough, and what to do when it is not. */

import { add, h, note, panel, replace } from './dom.js';
import { duration, rate } from './format.js';
import { get } from './api.js';
import { LiveTable } from './table.js';
import { poll } from './poll.js';
import { words } from './attacks.js';

const NAMES = {
  cpu: 'CPU', memory: 'Memory', connections: 'Connections', throughput: 'Throughput',
  'memory-up': 'Memory, of this node', 'cpu-up': 'CPU, of this node', 'redis-memory': 'Memory of Redis',
};

export function scaling(context) {
  const { view } = context;
  const advice = h('div', { role: 'status' });
  const table = new LiveTable({
    caption: 'Thresholds and where this node stands', key: (row) => row.name, empty: 'Not known yet.',
    columns: [
      { label: 'Threshold', head: true, className: 'text', cell: (row) => NAMES[row.name] ?? words(row.name) },
      { label: 'Leads', cell: (row) => (row.direction === 'out' ? 'out: more nodes' : 'up: larger nodes') },
      { label: 'Now', className: 'num', cell: (row) => rate(row.value) + ' ' + row.unit },
      { label: 'Limit', className: 'num', cell: (row) => rate(row.limit) + ' ' + row.unit },
      { label: 'Above for', className: 'num', cell: (row) => (row.exceededSeconds ? duration(row.exceededSeconds) : '–') + (row.requiredSeconds ? ' of ' + duration(row.requiredSeconds) : '') },
      { label: 'State', unlabelled: true, cell: stateOf, sig: (row) => [row.holds, row.value > row.limit] },
      { label: 'What to do', unlabelled: true, className: 'text', cell: (row) => (row.holds ? row.advice : '') },
    ],
  });
  const ask = poll(async (signal) => {
    const answer = await get('/api/admin/scaling', signal);
    table.update(answer.thresholds);
    showAdvice(advice, answer.advice);
  }, 5);
  add(view, [panel('What to do', advice), panel('Thresholds', table.element, ask.element)]);
  return () => ask.stop();
}

function stateOf(row) {
  if (row.holds) return h('span', { class: 'sev sev-high' }, '▲ act');
  return row.value > row.limit ? h('span', { class: 'sev sev-warning' }, '■ above, not for long enough') : h('span', { class: 'sev sev-good' }, '✓ fine');
}

function showAdvice(element, advice) {
  const key = JSON.stringify(advice);
  if (element.dataset.shown === key) return;
  element.dataset.shown = key;
  replace(element, advice.length ? h('ul', {}, advice.map((one) => h('li', {}, one))) : note('Nothing: this machine is large enough for what it does now.', 'good-text'));
}
