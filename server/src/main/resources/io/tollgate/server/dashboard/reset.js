/* Where the mailed link to a new password leads. */

import { passwordForm } from './mailedlink.js';

passwordForm((token, newPassword) => ['/api/auth/reset-password', { token, newPassword }], {
  label: 'New password',
  hint: 'Length is what counts: several words are good. No rules about signs.',
  button: 'Set the password',
  done: 'The new password is set. All other sessions have ended; you can sign in now.',
  worthless: 'This link was used already or is too old. Ask for a new one.',
});
