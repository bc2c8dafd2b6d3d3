/* Why a request was refused: by the id that the client got. */

import { add, field, h, note, panel, replace } from './dom.js';
import { addressLink } from './acts.js';
import { call, get } from './api.js';
import { confirm } from './dialog.js';
import { count, left, time } from './format.js';
import { poll } from './poll.js';
import { words } from './attacks.js';

export function decision(context) {
  const { view, id, watch } = context;
  const input = h('input', { id: 'request-id', value: id ?? '', size: 34, autocomplete: 'off', spellcheck: 'false', required: true });
  const answer = h('div');
  add(view, panel('Explain a refusal', note('Every answer carries X-Request-Id, and every refusal names it as requestId.'),
    h('form', { class: 'filter', onsubmit: look }, field('Request id', input), h('button', { type: 'submit', class: 'primary' }, 'Explain'))));
  if (!id) return () => {};

  const ask = poll(async (signal) => show(await get('/api/admin/security/decisions/' + encodeURIComponent(id), signal)), 0);
  add(view, panel('Decision', answer, ask.element));

  function look(event) {
    event.preventDefault();
    context.go('#/decision/' + encodeURIComponent(input.value.trim()));
  }

  function show(found) {
    const { verdict, rule, subject, counters, at, expiresAt, undo, evidence } = found;
    replace(answer, h('dl', { class: 'facts' },
      h('dt', {}, 'Verdict'), h('dd', {}, h('strong', {}, words(String(verdict)))),
      h('dt', {}, 'Rule'), h('dd', {}, rule ?? '–'),
      h('dt', {}, 'Subject'), h('dd', {}, subjectOf(subject)),
      counters && [h('dt', {}, 'Counters'), h('dd', {}, pairs(counters))],
      evidence && [h('dt', {}, 'Evidence'), h('dd', {}, pairs(evidence))],
      h('dt', {}, 'At'), h('dd', {}, time(at)),
      h('dt', {}, 'Until'), h('dd', {}, expiresAt ? [time(expiresAt), ' (' + left(expiresAt) + ')'] : '–')),
    undo && h('p', { class: 'more' }, h('button', { type: 'button', onclick: () => takeBack(undo) }, 'Undo')));
  }

  async function takeBack(undo) {
    const done = await confirm({
      title: 'Undo this decision', text: h('span', {}, 'Calls ', h('code', {}, undo.method + ' ' + undo.path), '.'), action: 'Undo',
      act: ({ reason }) => call(undo.method, undo.path, { reason }),
    });
    if (done) {
      watch.again();
      ask.again();
    }
  }

  return () => ask.stop();
}

function subjectOf(subject) {
  if (!subject) return '–';
  if (typeof subject === 'object') return subject.ip ? addressLink(subject.ip) : pairs(subject);
  const ip = /^(?:address|ip)[:=](.+)$/.exec(subject)?.[1] ?? (/^[0-9a-f.:/]+$/i.test(subject) && /[.:]/.test(subject) ? subject : null);
  return ip ? addressLink(ip) : subject;
}

function pairs(value) {
  if (typeof value !== 'object') return String(value);
  return h('ul', {}, Object.entries(value).map(([name, part]) => h('li', {}, Array.isArray(value) ? '' : words(name) + ': ',
    typeof part === 'number' ? count(part) : part && typeof part === 'object' ? Object.entries(part).map(([k, v]) => words(k) + ' ' + v).join(', ') : String(part))));
}
