/* Why a request was refused: by the id that the client got. */

import { add, field, h, note, panel, replace } from './dom.js';
import { addressLink } from './acts.js';
import { call, get } from './api.js';
import { confirm } from './dialog.js';
import { count, duration, left, time } from './format.js';
import { poll } from './poll.js';

export function decision(context) {
  const { view, id, watch } = context;
  const input = h('input', { id: 'request-id', value: id ?? '', class: 'wide', autocomplete: 'off', spellcheck: 'false', required: true });
  const answer = h('div');
  add(view, panel('Explain a refusal', note('Every answer carries X-Request-Id, and every refusal names it as requestId.'),
    h('form', { class: 'filter', onsubmit: look }, field('Request id', input), h('button', { type: 'submit', class: 'primary' }, 'Explain'))));
  const ask = id && poll(async (signal) => show(await get('/api/admin/security/decisions/' + encodeURIComponent(id), signal)), 0);
  if (ask) add(view, panel('Decision', answer, ask.element));

  function look(event) {
    event.preventDefault();
    const asked = input.value.trim();
    // The address does not change, so nothing else would ask again.
    if (asked === id) ask.again();
    else context.go('#/decision/' + encodeURIComponent(asked));
  }

  function show(found) {
    const { verdict, rule, subject, ip, counters, at, expiresAt, active, undo } = found;
    replace(answer, h('dl', { class: 'facts' },
      h('dt', {}, 'Verdict'), h('dd', {}, h('strong', {}, verdict === 'banned' ? 'The address was banned.' : 'A limit was reached.'), active ? ' It still holds.' : ' It is over.'),
      h('dt', {}, verdict === 'banned' ? 'Reason' : 'Rule'), h('dd', {}, rule),
      counters && [h('dt', {}, 'Counter'), h('dd', {}, count(counters.limit) + ' within ' + duration(counters.periodSeconds) + ' were used up')],
      h('dt', {}, 'Counted for'), h('dd', {}, subject),
      h('dt', {}, 'Address'), h('dd', {}, addressLink(ip)),
      h('dt', {}, 'At'), h('dd', {}, time(at)),
      h('dt', {}, 'Until'), h('dd', {}, expiresAt ? [time(expiresAt), ' (' + left(expiresAt) + ')'] : 'no end')),
    undo ? h('p', { class: 'more' }, h('button', { type: 'button', onclick: () => takeBack(undo) }, 'Undo'))
      : note(whyNot(subject, active)));
  }

  function whyNot(subject, active) {
    if (subject.startsWith('session:')) return 'There is nothing to undo: a session may refresh again once its time is over.';
    return active
      ? 'This cannot be undone here: a person has banned the address since. Let the address itself in again.'
      : 'Nothing is left to undo here. If a person has banned the address since, let the address itself in again.';
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

  return () => ask?.stop();
}
