/**
 * A condition over one raw row, its relations and the principal: the language of scopes. Values of principals are named,
 * never inlined, so that compiled rules are shared by everybody with the same roles. Two-valued: a comparison with null
 * is false and its negation true. Hops (`via`, `some`) reach live rows only.
 */
export type Predicate =
  | { kind: 'all' }
  | { kind: 'none' }
  | { kind: 'and'; of: readonly Predicate[] }
  | { kind: 'or'; of: readonly Predicate[] }
  | { kind: 'not'; of: Predicate }
  /** Field is one of these values; text compares folded. */
  | { kind: 'in'; field: string; values: readonly (string | number | boolean)[] }
  | { kind: 'isNull'; field: string }
  | { kind: 'compare'; field: string; op: 'lt' | 'lte' | 'gt' | 'gte'; value: ComparedValue }
  /** A link that points to the acting user. False for clients. */
  | { kind: 'isMe'; field: string }
  /** A link to a team that is among the principal's. */
  | { kind: 'inMyTeams'; field: string; with: 'teams' | 'subtree' }
  /** The row of noun `user` that is the principal, or the user with this key. */
  | { kind: 'isSelf'; pk?: number }
  /** The record has an external id of this source. */
  | { kind: 'hasExternalId'; source: string }
  | { kind: 'hasTag'; tag: string }
  /** To-one hop: the linked live row exists and satisfies `where`. */
  | { kind: 'via'; link: string; where: Predicate }
  /** To-many hop: some live row satisfies `where`. */
  | { kind: 'some'; many: string; where: Predicate }
  /**
   * Of a share: the user whom `giver` names could still give `record`, a link to the shared record. The compiler of rules
   * fills in the ways; without them it holds for nothing.
   */
  | { kind: 'giverMay'; giver: string; link: string; record: string; ways?: readonly GiverWay[] };

/** Holders of these roles, on the records of `where`; `where` is asked with the giver's values, not the principal's. */
export interface GiverWay {
  roles: readonly string[];
  where: Predicate;
  /** Records that a role takes from whoever holds it. */
  except: readonly { role: string; where: Predicate }[];
}

/**
 * A constant, or a moment relative to the injected clock: `daysAgo: 0` is now, `monthsAgo: 12` the same day and time of
 * UTC a year before (the last day of a shorter month). Decimals are scaled by 10^4.
 */
export type ComparedValue = { constant: string | number } | { daysAgo: number } | { monthsAgo: number };

/** The value to compare a column with, at `now` (epoch milliseconds): a date's is 'YYYY-MM-DD', a moment's is a number. */
export function comparedValue(value: ComparedValue, now: number, isDate: boolean): string | number {
  if ('constant' in value) return value.constant;
  const at = 'daysAgo' in value ? now - value.daysAgo * 86_400_000 : monthsBefore(now, value.monthsAgo);
  return isDate ? new Date(at).toISOString().slice(0, 10) : at;
}

function monthsBefore(now: number, months: number): number {
  const from = new Date(now);
  const to = new Date(now);
  to.setUTCDate(1);
  to.setUTCMonth(from.getUTCMonth() - months);
  const lastDay = new Date(Date.UTC(to.getUTCFullYear(), to.getUTCMonth() + 1, 0)).getUTCDate();
  return to.setUTCDate(Math.min(from.getUTCDate(), lastDay));
}

export const all: Predicate = { kind: 'all' };
export const none: Predicate = { kind: 'none' };

/** Conjunction with the neutral and absorbing elements folded away. */
export function and(...of: readonly Predicate[]): Predicate {
  const parts = distinct(of.flatMap((p) => (p.kind === 'and' ? p.of : [p])).filter((p) => p.kind !== 'all'));
  if (parts.some((p) => p.kind === 'none')) return none;
  if (parts.length === 0) return all;
  return parts.length === 1 ? parts[0]! : { kind: 'and', of: parts };
}

/** Disjunction with the neutral and absorbing elements folded away. */
export function or(...of: readonly Predicate[]): Predicate {
  const parts = distinct(mergeHops(of.flatMap((p) => (p.kind === 'or' ? p.of : [p])).filter((p) => p.kind !== 'none')));
  if (parts.some((p) => p.kind === 'all')) return all;
  if (parts.length === 0) return none;
  return parts.length === 1 ? parts[0]! : { kind: 'or', of: parts };
}

/**
 * "Some linked row is a, or some is b" is "some linked row is a or b": one sub-query instead of two, and a child's rule
 * that names its parent's scopes one by one becomes the same tree as the parent's view.
 */
function mergeHops(of: readonly Predicate[]): Predicate[] {
  const hops = new Map<string, number>();
  const merged: Predicate[] = [];
  for (const p of of) {
    if (p.kind !== 'via' && p.kind !== 'some') {
      merged.push(p);
      continue;
    }
    const hop = p.kind === 'via' ? `via ${p.link}` : `some ${p.many}`;
    const at = hops.get(hop);
    if (at === undefined) {
      hops.set(hop, merged.push(p) - 1);
    } else {
      const known = merged[at] as typeof p;
      merged[at] = { ...known, where: or(known.where, p.where) };
    }
  }
  return merged;
}

/** Negation. */
export function not(of: Predicate): Predicate {
  if (of.kind === 'all') return none;
  if (of.kind === 'none') return all;
  return of.kind === 'not' ? of.of : { kind: 'not', of };
}

const keys = new WeakMap<Predicate, string>();

/** Structural identity; predicates are small closed trees that never change, so their JSON is their key. */
export function predicateKey(predicate: Predicate): string {
  let key = keys.get(predicate);
  if (key === undefined) keys.set(predicate, (key = JSON.stringify(predicate)));
  return key;
}

function distinct(of: readonly Predicate[]): Predicate[] {
  const seen = new Map<string, Predicate>();
  for (const p of of) seen.set(predicateKey(p), p);
  return [...seen.values()];
}

/** Whether a condition looks at nothing but the row itself; `never` says which parts hold on no row, so that they aren't asked. */
export function isPlain(predicate: Predicate, never: (part: Predicate) => boolean = () => false): boolean {
  switch (predicate.kind) {
    case 'and':
    case 'or':
      return predicate.of.every((part) => isPlain(part, never));
    case 'not':
      return isPlain(predicate.of, never);
    case 'some':
      return never(predicate);
    case 'via':
    case 'hasExternalId':
    case 'hasTag':
    case 'giverMay':
      return false;
    default:
      return true;
  }
}
