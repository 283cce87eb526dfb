import { all, and, not, or, predicateKey, type Predicate } from './predicate';

/** A condition that holds on no row for this principal, whatever it says. */
export type NeverHolds = (predicate: Predicate) => boolean;

/**
 * What is left to ask of a row on which everything in `known` holds: the same rows satisfy the answer and `predicate`, and
 * what is known is not asked again.
 */
export function given(known: readonly Predicate[], predicate: Predicate, never: NeverHolds): Predicate {
  if (known.some((fact) => implies(fact, predicate, never))) return all;
  switch (predicate.kind) {
    case 'and':
      return and(...predicate.of.map((part) => given(known, part, never)));
    case 'or':
      return or(...predicate.of.map((part) => given(known, part, never)));
    case 'not':
      return not(given(known, predicate.of, never));
    case 'via': {
      const where = given(knownBehind(known, predicate.link), predicate.where, never);
      return { ...predicate, where };
    }
    default:
      return predicate;
  }
}

function implies(fact: Predicate, predicate: Predicate, never: NeverHolds): boolean {
  if (predicateKey(fact) === predicateKey(predicate)) return true;
  if (fact.kind === 'and') return fact.of.some((part) => implies(part, predicate, never));
  if (fact.kind === 'or') return fact.of.every((part) => never(part) || implies(part, predicate, never));
  if (fact.kind !== 'via' || predicate.kind !== 'via' || fact.link !== predicate.link) return false;
  return given([fact.where], predicate.where, never).kind === 'all';
}

/** What is known of the one record that a link leads to. */
const knownBehind = (known: readonly Predicate[], link: string): Predicate[] =>
  known.flatMap((fact) => {
    if (fact.kind === 'and') return knownBehind(fact.of, link);
    return fact.kind === 'via' && fact.link === link ? [fact.where] : [];
  });
