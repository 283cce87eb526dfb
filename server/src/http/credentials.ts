import type { IncomingHttpHeaders } from 'node:http';
import { tokenFromCookies } from './cookies';

/**
 * The token a request presents: a bearer token, else the session cookie. A request with an Authorization header is judged
 * by that alone, so that a program never acts by accident with the session of the browser it runs in.
 */
export function presentedToken(headers: IncomingHttpHeaders, secure: boolean): string | null {
  const { authorization } = headers;
  if (authorization !== undefined) {
    return /^Bearer +([\w.~+/=-]{1,512}) *$/i.exec(authorization)?.[1] ?? null;
  }
  return tokenFromCookies(headers.cookie, secure);
}
