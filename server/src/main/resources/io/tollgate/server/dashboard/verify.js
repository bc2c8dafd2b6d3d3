/* Where the mailed link to confirm an address leads. Opening it confirms nothing: mail scanners open links, and somebody
   else may have signed up with this address. */

import { passwordForm } from './mailedlink.js';

passwordForm((token, password) => ['/api/auth/verify-email', { token, password }], {
  label: 'Your password',
  hint: 'The one you chose when you signed up. Another one becomes your password, and ends all sessions there are: do that '
    + 'if you do not remember signing up.',
  button: 'Confirm the address',
  done: 'Thank you, the address is confirmed. You can sign in with this password.',
  worthless: 'This link was used already or is too old. If the address is not confirmed yet, ask for a new one.',
});
