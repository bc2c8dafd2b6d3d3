/* Where the mailed link to confirm an address leads. A press of a button confirms, since mail scanners open links. */

import { post } from './api.js';
import { h, note, replace } from './dom.js';

const view = document.getElementById('view');
const token = new URLSearchParams(location.hash.slice(1)).get('token');
history.replaceState(null, '', location.pathname);

function form() {
  const message = h('p', { class: 'message', role: 'alert' });
  const button = h('button', { type: 'button', class: 'primary', onclick: confirm }, 'Confirm');

  async function confirm() {
    button.disabled = true;
    try {
      await post('/api/auth/verify-email', { token });
      replace(view, note('Thank you, the address is confirmed.', 'good-text'));
    } catch (problem) {
      if (problem.status === 401) replace(view, note('This link was used already or is too old.', 'message'));
      else message.textContent = problem.words;
    } finally {
      button.disabled = false;
    }
  }

  return [note('One press, and this mail address counts as yours.', 'plain'), message, button];
}

replace(view, token ? form() : note('The link is not complete. Open it from the mail as it is.', 'message'));
