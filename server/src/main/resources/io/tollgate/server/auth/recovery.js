'use strict';

// The token stands behind #, which browsers send to nobody. It is read once and taken out of the address bar and the
// history, so that whoever uses this browser next does not find it.
const token = new URLSearchParams(location.hash.slice(1)).get('token') || '';
history.replaceState(null, '', location.pathname);

const form = document.getElementById('act');
const button = form.querySelector('button');
const password = form.elements.newPassword;
const say = (text) => { document.getElementById('say').textContent = text; };

const DEAD = 'This link does not work any more. Ask for a new one.';

async function explain(response) {
  if (response.status === 401) {
    return DEAD;
  }
  if (response.status === 429) {
    return 'Too many requests. Wait a while, then try again.';
  }
  const problem = await response.json();
  return (problem.errors || []).map((error) => error.message).join(' ') || problem.detail;
}

// Only a person presses the button; programs that look at links in mails do not.
async function act(event) {
  event.preventDefault();
  button.disabled = true;
  say('');
  try {
    const response = await fetch(form.dataset.path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(password ? { token, newPassword: password.value } : { token }),
    });
    if (response.ok) {
      form.hidden = true;
      say(form.dataset.done);
      return;
    }
    say(await explain(response));
  } catch (unreachable) {
    say('The server cannot be reached. Try again later.');
  }
  button.disabled = false;
}

if (token) {
  form.addEventListener('submit', act);
} else {
  form.hidden = true;
  say(DEAD);
}
