/* Asks before an act, and for its reason, which is kept with the event that the act becomes. */

import { field, h, note, select } from './dom.js';
import { Problem } from './api.js';

const SPANS = [['3600', '1 hour'], ['14400', '4 hours'], ['86400', '1 day'], ['604800', '7 days'], ['2592000', '30 days']];

let used = 0;

/** Shows a dialog until it is closed; the focus returns to where it was. */
export function show(title, ...content) {
  const id = 'dialog-' + ++used;
  const before = document.activeElement;
  const dialog = h('dialog', { 'aria-labelledby': id }, h('form', { method: 'dialog' }, h('h2', { id }, title), content));
  document.body.append(dialog);
  dialog.addEventListener('close', () => {
    dialog.remove();
    if (before?.isConnected) before.focus();
  });
  dialog.showModal();
  return dialog;
}

/**
 * An act that runs can no longer be cancelled: until it is known what became of it the dialog stays, and where the browser
 * closes it all the same, the answer waits.
 *
 * @param act     ({reason, seconds}) -> promise; a Problem it throws is shown and the dialog stays
 * @param conflict what it means when the server sees a conflict
 * @param span    whether to ask how long, and the span chosen first
 */
export function confirm({ title, text, action, danger = false, reason = true, span, act, conflict = 'It is not so any more; look again.' }) {
  return new Promise((resolve) => {
    let done = false, running = Promise.resolve();
    const why = h('input', { id: 'act-reason', maxlength: 200, required: true, autocomplete: 'off', autofocus: true });
    const long = select('act-span', SPANS, span ?? '3600');
    const message = h('p', { class: 'message', role: 'alert' });
    const go = h('button', { type: 'submit', class: danger ? 'danger' : 'primary' }, action);
    const cancel = h('button', { type: 'button', onclick: () => dialog.close() }, 'Cancel');
    const dialog = show(title, text && note(text, 'muted'),
      reason && field('Reason', why, 'Kept in the security log.'),
      span && field('For', long), message,
      h('div', { class: 'buttons' }, cancel, go));
    dialog.firstElementChild.addEventListener('submit', (event) => {
      event.preventDefault();
      if (reason && !why.value.trim()) {
        message.textContent = 'Please give a reason.';
        why.focus();
        return;
      }
      running = run();
    });
    dialog.addEventListener('cancel', (event) => {
      if (go.disabled) event.preventDefault();
    });
    dialog.addEventListener('close', () => running.then(() => resolve(done)));

    async function run() {
      go.disabled = cancel.disabled = true;
      try {
        await act({ reason: why.value.trim(), seconds: Number(long.value) });
        done = true;
        dialog.close();
      } catch (problem) {
        message.textContent = problem instanceof Problem ? problem.status === 409 ? conflict : problem.words : String(problem);
      } finally {
        go.disabled = cancel.disabled = false;
      }
    }
  });
}
