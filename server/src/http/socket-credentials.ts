import type { IncomingMessage } from 'node:http';
import { closeCodes, type Closing } from '../changes/limits';
import { languageOf, type Language } from '../graphql/language';
import { cookieName } from './cookies';
import { presentedToken } from './credentials';

/** What a client says when it opens a socket: the headers of a POST, by the same names. */
export type ConnectionParams = Readonly<Record<string, unknown>>;

/** Who opens a socket, and how it wants to be answered. */
export interface SocketCredentials {
  token: string;
  purpose: string | undefined;
  language: Language;
  strict: boolean;
}

/**
 * The credential of a socket: `authorization` of the connection's parameters, else the session cookie. A cookie counts only
 * where the page that opens the socket is of this very host: browsers send cookies along with sockets that any page opens.
 */
export function socketCredentials(
  params: ConnectionParams,
  request: IncomingMessage,
  secure: boolean,
  trustedProxies: number,
): SocketCredentials | Closing {
  const named = new Map(Object.entries(params).map(([name, value]) => [name.toLowerCase(), value]));
  const text = (name: string): string | undefined => {
    const value = named.get(name);
    return typeof value === 'string' ? value : undefined;
  };
  const rest = {
    purpose: text('x-kehu-purpose'),
    language: languageOf(text('accept-language') ?? request.headers['accept-language']),
    strict: text('x-kehu-denied') === 'error',
  };
  if (named.has('authorization')) {
    const token = presentedToken({ authorization: text('authorization') ?? '' }, secure);
    return token === null ? closeCodes.unauthorized : { token, ...rest };
  }
  const { cookie } = request.headers;
  if (cookie?.includes(`${cookieName(secure)}=`) && !fromHere(request, secure, trustedProxies)) {
    return closeCodes.forbidden;
  }
  const token = presentedToken(cookie === undefined ? {} : { cookie }, secure);
  return token === null ? closeCodes.unauthorized : { token, ...rest };
}

function fromHere({ headers }: IncomingMessage, secure: boolean, trustedProxies: number): boolean {
  const { origin } = headers;
  if (origin === undefined || !URL.canParse(origin)) return false;
  const { host, protocol } = new URL(origin);
  const forwarded = trustedProxies > 0 ? headers['x-forwarded-host'] : undefined;
  const ours = (Array.isArray(forwarded) ? forwarded.at(-1) : forwarded)?.split(',').at(-1)?.trim() ?? headers.host;
  const web = protocol === 'https:' || (protocol === 'http:' && !secure);
  return web && host === ours?.toLowerCase();
}
