/* Where the mailed link to a new password leads. The token stands in the fragment, which no server ever sees in a URL. */

import { post } from './api.js';
import { field, h, note, replace } from './dom.js';

const view = document.getElementById('view');
const token = new URLSearchParams(location.hash.slice(1)).get('token');
// What is in the address bar ends up in histories and screenshots.
history.replaceState(null, '', location.pathname);

function form() {
  const fresh = h('input', { id: 'password', type: 'password', autocomplete: 'new-password', required: true });
  const again = h('input', { id: 'again', type: 'password', autocomplete: 'new-password', required: true });
  const message = h('p', { class: 'message', role: 'alert' });
  const button = h('button', { type: 'submit', class: 'primary' }, 'Set the password');

  async function submit(event) {
    event.preventDefault();
    if (fresh.value !== again.value) {
      message.textContent = 'The two passwords differ.';
      again.focus();
      return;
    }
    button.disabled = true;
    message.textContent = '';
    try {
      await post('/api/auth/reset-password', { token, newPassword: fresh.value });
      replace(view, note('The new password is set. All other sessions have ended; you can sign in now.', 'good-text'));
    } catch (problem) {
      if (problem.status === 401) replace(view, note('This link was used already or is too old. Ask for a new one.', 'message'));
      else message.textContent = problem.words;
    } finally {
      button.disabled = false;
    }
  }

  return h('form', { onsubmit: submit },
    field('New password', fresh, 'Length is what counts: several words are good. No rules about signs.'),
    field('Once more', again), message, button);
}

replace(view, token ? form() : note('The link is not complete. Open it from the mail as it is.', 'message'));
