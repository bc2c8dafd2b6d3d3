/* Asks again and again while a page is shown and somebody may be looking. */

import { h } from './dom.js';
import { Problem } from './api.js';

/** Milliseconds after which a question that is asked only once is asked again when it was not answered. */
const ANEW = 5000;

/**
 * @param ask     (signal) -> promise; what it throws is told in words by `element`, and it is asked again all the same
 * @param seconds 0 for once only, that is until the server has answered, be it with a no
 * @returns {element, again(), stop()}; again() gives up a question that is still open, so that no answer overtakes another
 */
export function poll(ask, seconds) {
  const element = h('p', { class: 'message', role: 'status' });
  let question = new AbortController(), timer = 0, stopped = false;

  async function run() {
    if (stopped) return;
    clearTimeout(timer);
    question.abort();
    question = new AbortController();
    const { signal } = question;
    let next = seconds * 1000;
    try {
      await ask(signal);
      if (signal.aborted) return;
      element.textContent = '';
    } catch (problem) {
      if (signal.aborted) return;
      next = Math.max(next || (isFinal(problem) ? 0 : ANEW), (problem.retryAfter || 0) * 1000);
      element.textContent = wordsOf(problem, next);
    }
    if (next) timer = setTimeout(wait, next, signal);
  }

  function wait(signal) {
    if (!document.hidden) run();
    else document.addEventListener('visibilitychange', () => wait(signal), { once: true, signal });
  }

  function stop() {
    stopped = true;
    clearTimeout(timer);
    question.abort();
  }

  run();
  return { element, again: run, stop };
}

/** Whether the same question would be answered the same again. */
function isFinal({ status }) {
  return status >= 400 && status < 500 && status !== 429;
}

function wordsOf(problem, next) {
  if (!(problem instanceof Problem)) {
    console.error(problem);
    return 'The answer cannot be shown.';
  }
  return problem.status === 429 && next ? 'Too many requests; trying again in ' + Math.round(next / 1000) + ' s.' : problem.words;
}
