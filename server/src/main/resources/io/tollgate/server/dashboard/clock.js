/* What time it is at the server. The clock of whoever looks may be wrong, and what is recent must not depend on it. */

/** A difference as small as this comes from whole seconds and the way of the answer. */
const TOLERATED = 2000;
/** An answer that took longer says too little about the time. */
const PROMPT = 5000;

let ahead = 0;

/** Epoch milliseconds. */
export function now() {
  return Date.now() + ahead;
}

/**
 * Hears the time from an answer.
 *
 * @param date  its header `Date`
 * @param asked when it was asked for, by the clock of the browser
 */
export function heard(date, asked) {
  const answered = Date.now(), difference = Date.parse(date) - answered;
  if (answered >= asked && answered < asked + PROMPT && Math.abs(difference - ahead) > TOLERATED) ahead = difference;
}
