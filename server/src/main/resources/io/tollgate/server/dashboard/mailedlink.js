/* What both mailed links lead to: a password, typed twice, that goes to the server with the token of the link. */

import { post } from './api.js';
import { field, h, note, replace } from './dom.js';

const view = document.getElementById('view');
// The token stands in the fragment, which no server ever sees in a URL.
const token = new URLSearchParams(location.hash.slice(1)).get('token');
// What is in the address bar ends up in histories and screenshots.
history.replaceState(null, '', location.pathname);

/**
 * @param send  makes the request's path and body of token and password
 * @param words label, hint and button of the form; what is said when it is done, and when the link is worth nothing
 */
export function passwordForm(send, words) {
  const password = h('input', { id: 'password', type: 'password', autocomplete: 'new-password', required: true });
  const again = h('input', { id: 'again', type: 'password', autocomplete: 'new-password', required: true });
  const message = h('p', { class: 'message', role: 'alert' });
  const button = h('button', { type: 'submit', class: 'primary' }, words.button);

  function refuse(input, text) {
    message.textContent = text;
    input.setAttribute('aria-invalid', 'true');
    input.focus();
    input.select();
  }

  async function submit(event) {
    event.preventDefault();
    message.textContent = '';
    for (const input of [password, again]) input.removeAttribute('aria-invalid');
    if (password.value !== again.value) {
      refuse(again, 'The two passwords differ.');
      return;
    }
    button.disabled = true;
    try {
      await post(...send(token, password.value));
      finish(words.done, 'good-text', 'status');
    } catch (problem) {
      if (problem.status === 401) finish(words.worthless, 'message', 'alert');
      else refuse(password, problem.words);
    } finally {
      button.disabled = false;
    }
  }

  replace(view, token
    ? h('form', { onsubmit: submit }, field(words.label, password, words.hint), field('Once more', again), message, button)
    : note('The link is not complete. Open it from the mail as it is.', 'message'));
  if (token) password.focus();
}

/** Says how it ended, also to whoever only hears the page: the form and the focus in it are gone. */
function finish(text, kind, role) {
  const end = h('p', { class: kind, role, tabindex: '-1' }, text);
  replace(view, end);
  end.focus();
}
