/* A list that comes in pages: shows the first and, on demand, the next. */

import { get, query } from './api.js';
import { h } from './dom.js';
import { poll } from './poll.js';

/**
 * @param take    answer -> rows
 * @param seconds how often the first page is asked for again while no other was; 0 for never
 */
export function paged({ path, parameters, take, table, seconds = 0 }) {
  let rows = [], cursor = null, more = 0, question = new AbortController();
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
    question = new AbortController();
    const { signal } = question;
    button.disabled = true;
    more++;
    try {
      const answer = await get(query(path, { ...parameters(), cursor }), signal);
      rows = [...rows, ...take(answer)];
      show(answer.nextCursor);
    } catch (problem) {
      if (signal.aborted) return;
      more--;
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
    /** From the first page on; a next page that is still to come would belong to the list that was. */
    again() {
      question.abort();
      more = 0;
      first.again();
    },
    stop() {
      question.abort();
      first.stop();
    },
  };
}
