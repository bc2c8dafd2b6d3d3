/* The view for whoever is not signed in. */

import { post } from './api.js';
import { field, h, note, replace } from './dom.js';

const WORDS = {
  invalid_credentials: 'Mail address or password is not right.',
  forbidden: 'This account may not see the dashboard. It takes the role analyst, moderator or admin.',
};

export function signIn(view, message, done) {
  const email = h('input', { id: 'email', type: 'email', autocomplete: 'username', required: true, autofocus: true });
  const password = h('input', { id: 'password', type: 'password', autocomplete: 'current-password', required: true });
  const trouble = h('p', { class: 'message', role: 'alert' });
  const button = h('button', { type: 'submit', class: 'primary' }, 'Sign in');

  async function submit(event) {
    event.preventDefault();
    button.disabled = true;
    trouble.textContent = '';
    try {
      await post('/api/admin/session', { email: email.value, password: password.value });
      password.value = '';
      done();
    } catch (problem) {
      trouble.textContent = problem.status === 429
        ? 'Too many attempts. Wait ' + (problem.retryAfter || 60) + ' s.' : WORDS[problem.code] ?? problem.words;
      password.focus();
      password.select();
    } finally {
      button.disabled = false;
    }
  }

  replace(view, h('section', { class: 'sign-in' },
    h('h1', {}, 'Sign in'),
    message && h('p', { class: 'muted', role: 'status' }, message),
    h('form', { onsubmit: submit }, field('Mail address', email), field('Password', password), trouble, button),
    note('For staff: analysts see performance, moderators security as well, admins all.', 'hint')));
  email.focus();
}
