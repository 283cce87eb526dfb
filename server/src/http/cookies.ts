/** Name of the session cookie: the `__Host-` prefix keeps other hosts and plain http from setting it. */
export const cookieName = (secure: boolean): string => (secure ? '__Host-kehu' : 'kehu');

/** A Set-Cookie value that carries the session for `maxAgeSeconds`, or ends it where the token is null. */
export function sessionCookie(token: string | null, secure: boolean, maxAgeSeconds: number): string {
  const parts = [`${cookieName(secure)}=${token ?? ''}`, 'Path=/', 'HttpOnly', 'SameSite=Lax'];
  parts.push(`Max-Age=${token === null ? 0 : maxAgeSeconds}`);
  if (secure) parts.push('Secure');
  return parts.join('; ');
}

/**
 * The session token of a Cookie header. Where a name comes twice the answer is null: one of the two was planted by
 * somebody else, and there is no telling which.
 */
export function tokenFromCookies(header: string | undefined, secure: boolean): string | null {
  if (!header) return null;
  const prefix = `${cookieName(secure)}=`;
  const values = header.split(';').flatMap((part) => {
    const pair = part.trim();
    return pair.startsWith(prefix) ? [pair.slice(prefix.length)] : [];
  });
  return values.length === 1 && values[0] ? values[0] : null;
}
