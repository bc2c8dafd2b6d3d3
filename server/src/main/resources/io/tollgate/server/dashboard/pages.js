/* A list that comes in pages: shows the first and, on demand, the next. */

import { get, query } from './api.js';
import { h } from './dom.js';
import { poll } from './poll.js';

/**
 * @param take    answer -> rows
 * @param seconds how often the first page is asked for again while no other was; 0 for never
 */
export function paged({ path, parameters, take, table, seconds = 0 }) {
  let rows = [], cursor = null, more = 0;
  const message = h('p', { class: 'muted', role: 'status' });
  const button = h('button', { type: 'button', hidden: true, onclick: next }, 'Show more');

  const first = poll(async (signal) => {
    if (more) return;
    const answer = await get(query(path, parameters()), signal);
    if (more) return;
    rows = take(answer);
    show(answer.nextCursor);
  }, seconds);

  async function next() {
    button.disabled = true;
    more++;
    try {
      const answer = await get(query(path, { ...parameters(), cursor }));
      rows = [...rows, ...take(answer)];
      show(answer.nextCursor);
    } catch (problem) {
      message.textContent = problem.words ?? String(problem);
    } finally {
      button.disabled = false;
    }
  }

  function show(following) {
    cursor = following;
    button.hidden = !cursor;
    table.update(rows);
    message.textContent = '';
  }

  return {
    element: h('div', { class: 'more' }, first.element, message, button),
    again() {
      more = 0;
      first.again();
    },
    stop: first.stop,
  };
}
