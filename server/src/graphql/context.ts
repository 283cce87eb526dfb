import type { DocumentNode } from 'graphql';
import type { Principal } from '../access/principal';
import type { Caller } from '../database/caller';
import { unauthenticated } from '../errors/errors';
import type { Language } from './language';
import { notTrusted } from './trusted-documents';

/** The credential a request was made with: the session of a person or the key of a client. */
export interface Credential {
  kind: 'session' | 'key';
  pk: number;
}

/** What the log line of a request tells about its operation; filled in when the answer is ready. */
export interface OperationNote {
  operation: string | null;
  codes: string[];
  errorIds: string[];
}

/** What every resolver gets. The composition root may decorate it with loaders and services. */
export interface RequestContext {
  /** Null: no valid credential came with the request. */
  principal: Principal | null;
  credential: Credential | null;
  language: Language;
  /** Network address of the caller, for rate limits; trusted proxies are looked through. */
  address: string;
  /** As sent; kept with a session so that its owner can recognise it. */
  userAgent: string | null;
  requestId: string;
  /** `X-Kehu-Denied`: whether a denied field in a selection answers null (default) or an error. */
  denied: 'null' | 'error';
  /** `Idempotency-Key`, as sent. */
  idempotencyKey: string | null;
  note: OperationNote;
  /** Ends the reads of a query whose caller has gone. */
  caller?: Caller;
  /** Whether the operation reads much, as its document says; set before it runs. */
  heavy?: boolean;
  /** What runs: a sign-in of it may make the request somebody's who may not run it. */
  document?: DocumentNode;
  /** The principal came by a sign-in of a document that it may not run: it has its session, and nothing else here. */
  untrusted?: boolean;
  /** Sets the session cookie of the answer; null clears it. */
  setSessionCookie(token: string | null): void;
}

/**
 * The principal of a request.
 * @throws KehuError UNAUTHENTICATED when there is none, FORBIDDEN where it may not run what runs.
 */
export function requirePrincipal(context: Pick<RequestContext, 'principal' | 'untrusted'>): Principal {
  if (!context.principal) throw unauthenticated();
  if (context.untrusted) throw notTrusted();
  return context.principal;
}
