/* Talks to the server that served this page, and to no other. */

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
    if (this.status === 403 && this.code === 'forbidden') return 'Your role does not allow this.';
    if (this.status === 404) return 'There is nothing here, or not any more.';
    if (this.status === 429) return 'Too many requests; trying again in ' + (this.retryAfter || 1) + ' s.';
    if (this.status === 0) return 'The server does not answer.';
    const reasons = this.errors.map((error) => error.message).filter(Boolean).join(' ');
    return reasons || this.message;
  }
}

/** Heard when the server says that nobody is signed in. */
export const signedOut = new EventTarget();

async function send(method, path, body, signal) {
  const headers = { Accept: 'application/json' };
  if (method !== 'GET') headers['X-Tollgate'] = 'dashboard';
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  let response;
  try {
    response = await fetch(path, {
      method, headers, signal, credentials: 'same-origin', cache: 'no-store',
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    throw new Problem(0, {});
  }
  const type = response.headers.get('Content-Type') ?? '';
  const answer = type.includes('json') ? await response.json() : null;
  if (response.ok) return answer;
  const problem = new Problem(response.status, answer ?? {}, Number(response.headers.get('Retry-After')));
  if (problem.code === 'invalid_token' && path !== '/api/auth/reset-password' && path !== '/api/auth/verify-email') {
    signedOut.dispatchEvent(new Event('signed-out'));
  }
  throw problem;
}

export const get = (path, signal) => send('GET', path, undefined, signal);
export const post = (path, body, signal) => send('POST', path, body, signal);
export const del = (path) => send('DELETE', path);
export const call = (method, path, body) => send(method, path, body);

/** A path with the parameters that have a value. */
export function query(path, parameters) {
  const text = new URLSearchParams(
    Object.entries(parameters).filter(([, value]) => value !== undefined && value !== null && value !== '')).toString();
  return text ? path + '?' + text : path;
}
