/* Talks to the server that served this page, and to no other. */

import { heard } from './clock.js';

export class Problem extends Error {
  constructor(status, body, retryAfter) {
    super(body.detail ?? 'The server answered ' + status + '.');
    this.status = status;
    this.code = body.code ?? '';
    this.requestId = body.requestId ?? '';
    this.errors = body.errors ?? [];
    this.retryAfter = retryAfter;
  }

  /** What the person in front of the screen can make of it. */
  get words() {
    if (this.code === 'forbidden') return 'Your role does not allow this.';
    if (this.code === 'ip_banned') {
      return 'This address is banned at present. Whoever has the machine can lift that: tollgate guard unban ADDRESS';
    }
    if (this.status === 404) return 'There is nothing here, or not any more.';
    if (this.status === 429) return 'Too many requests. Try again in ' + (this.retryAfter || 1) + ' s.';
    if (this.status === 0) return 'The server does not answer.';
    const reasons = this.errors.map((error) => error.message).filter(Boolean).join(' ');
    return reasons || this.message;
  }
}

/** Tells `signed-out` when the server says that nobody is signed in, and `banned` when it takes nothing from this address. */
export const door = new EventTarget();

/** A connection that broke without a word would be waited for without end. */
const ANSWERS_WITHIN = 15_000;
/** What the server does takes longer than what it tells, and is not undone by not waiting for it. */
const ACTS_WITHIN = 60_000;

async function send(method, path, body, signal, patience) {
  const headers = { Accept: 'application/json' };
  if (method !== 'GET') headers['X-Tollgate'] = 'dashboard';
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  const asked = Date.now();
  let response, answer;
  try {
    response = await fetch(path, {
      method, headers, credentials: 'same-origin', cache: 'no-store',
      signal: AbortSignal.any([signal, AbortSignal.timeout(patience)].filter(Boolean)),
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    heard(response.headers.get('Date'), asked);
    answer = await read(response);
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    throw new Problem(0, {});
  }
  if (response.ok) return answer;
  const problem = new Problem(response.status, answer ?? {}, Number(response.headers.get('Retry-After')));
  if (problem.code === 'invalid_token' && path !== '/api/auth/reset-password' && path !== '/api/auth/verify-email') {
    door.dispatchEvent(new Event('signed-out'));
  }
  if (problem.code === 'ip_banned') door.dispatchEvent(new CustomEvent('banned', { detail: problem.words }));
  throw problem;
}

/** What a good answer says in something else than JSON was said by somebody else: whatever stands between here and the server. */
async function read(response) {
  const type = response.headers.get('Content-Type') ?? '';
  if (type.includes('json')) return response.json();
  if (response.ok && type) throw new TypeError('an answer of the type ' + type);
  return null;
}

export const get = (path, signal) => send('GET', path, undefined, signal, ANSWERS_WITHIN);
export const call = (method, path, body, patience = ACTS_WITHIN) => send(method, path, body, undefined, patience);
export const post = (path, body, patience) => call('POST', path, body, patience);
export const del = (path) => call('DELETE', path);

/** A path with the parameters that have a value. */
export function query(path, parameters) {
  const text = new URLSearchParams(
    Object.entries(parameters).filter(([, value]) => value !== undefined && value !== null && value !== '')).toString();
  return text ? path + '?' + text : path;
}
