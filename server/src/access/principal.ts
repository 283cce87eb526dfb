import type { KeyLimits } from './key-limits';

/** The four processing purposes; a request states one, a role allows some. */
export type Purpose = 'service' | 'sales' | 'marketing' | 'analytics';

/**
 * On whose behalf something happens. Everything that reads or writes records takes one; there is no system principal.
 * Keys (`pk`) are internal integers and never leave the server; `id` is the public UUID.
 */
export interface Principal {
  kind: 'user' | 'client';
  pk: number;
  id: string;
  name: string;
  locale: 'en' | 'zh';
  /** Role keys in the order they are listed on the user or credential. */
  roles: readonly string[];
  /** The purpose of this request and those its roles allow at all. */
  purpose: Purpose;
  purposes: readonly Purpose[];
  /** Teams it belongs to, and those with every team below them. Empty means: sees no team's rows. */
  teamPks: readonly number[];
  subtreeTeamPks: readonly number[];
  /**
   * Whether any share is for it or one of its teams, as of the start of the operation; undefined where nobody asked. False
   * lets a rule leave shares out, which is what an index needs.
   */
  holdsShares?: boolean | undefined;
  /** The team that new records go to where none is given; null for clients. */
  homeTeamPk: number | null;
  /** Source of external ids that this credential may write; null for people. */
  source: string | null;
  /** What its key is held to beside its roles; absent or null for people and keys without limits. */
  limits?: KeyLimits | null;
  /**
   * Somebody else whose view bounds this one: nothing is shown but what both see. A preview is read-only; a key is bound by
   * who made it.
   */
  within?: { principal: Principal; readOnly: boolean } | null;
  /** `access_state.version` that the lists above were read at. */
  version: number;
}
