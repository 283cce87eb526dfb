import type { Administration } from '../administration/administration';
import type { DocumentNode } from 'graphql';
import type { SignInServices } from '../accounts/sign-in';
import type { Principal } from '../access/principal';
import type { RuleSet } from '../access/rule-set';
import type { Frame } from '../changes/subscriber';
import type { WatchRequest } from '../changes/watch';
import type { Imports } from '../imports/imports';
import type { Jobs } from '../jobs/jobs';
import type { ReadContext } from '../query/context';
import type { WriteContext } from '../records/write-context';
import type { RequestContext } from './context';

/** What hand-written operations need beside the two roads. */
export interface Services {
  signIn: SignInServices;
  /** What administrators' operations stand on; each asks for its right first. */
  administration: Administration;
  /** The principal's background jobs. */
  jobs: Jobs;
  /** The principal's imports. */
  imports: Imports;
  /** Every limit of a request, as settings have them. */
  limits: Readonly<Record<string, number>>;
  /** Active entries of a code table in the request's language. */
  dictionary(name: string, language: 'en' | 'zh'): { key: string; name: string }[];
  /** Whether the principal may run the document: one of their own by the right query:adhoc, one of the app's always. */
  mayRun(principal: Principal, document: DocumentNode): boolean;
  /** The roads of somebody else, for those who may explain to others. */
  readingAs(principal: Principal, context: RequestContext): ReadContext;
}

/** The request context with the two roads of the principal: reading through views and writing through records. */
export interface KehuContext extends RequestContext {
  services: Services;
  /** @throws KehuError UNAUTHENTICATED without a valid credential. */
  reading(): ReadContext;
  /** @throws KehuError UNAUTHENTICATED without a valid credential. */
  writing(): WriteContext;
  /**
   * {@link writing} for what writes records of nouns that mutations are made for. No share is among them, so what the start
   * of the operation told of shares stays known.
   * @throws KehuError UNAUTHENTICATED without a valid credential.
   */
  writingRecords(): WriteContext;
  /** @throws KehuError UNAUTHENTICATED without a valid credential. */
  ruleSet(): RuleSet;
  /** Starts a subscription; there on a socket alone. */
  watch?(request: WatchRequest): Promise<AsyncIterableIterator<Frame>>;
}
