/* Asks again and again while a page is shown and somebody may be looking. */

import { h } from './dom.js';
import { Problem } from './api.js';

/**
 * @param ask     (signal) -> promise; what it throws is told in words by `element`
 * @param seconds 0 for once only
 * @returns {element, again(), stop()}
 */
export function poll(ask, seconds) {
  const element = h('p', { class: 'message', role: 'status' });
  const abort = new AbortController();
  let timer = 0;

  async function run() {
    clearTimeout(timer);
    let next = seconds * 1000;
    try {
      await ask(abort.signal);
      element.textContent = '';
    } catch (problem) {
      if (abort.signal.aborted) return;
      if (!(problem instanceof Problem)) throw problem;
      element.textContent = problem.words;
      next = Math.max(next, (problem.retryAfter || 0) * 1000);
    }
    if (next && !abort.signal.aborted) timer = setTimeout(wait, next);
  }

  function wait() {
    if (!document.hidden) run();
    else document.addEventListener('visibilitychange', wait, { once: true, signal: abort.signal });
  }

  run();
  return { element, again: run, stop: () => { abort.abort(); clearTimeout(timer); } };
}
