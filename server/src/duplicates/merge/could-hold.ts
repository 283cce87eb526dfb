import { all, and, none, not, or, predicateKey, type Predicate } from '../../access/predicate';
import type { RuleSet } from '../../access/rule-set';
import type { NounRegistry } from '../../model/registry';
import { readsAlways, seesAlways } from '../../access/always';

/** Who finds out: nothing that these rules do not always show is looked at. */
export interface Finder {
  ruleSet: RuleSet;
  nouns: NounRegistry;
}

/**
 * The condition freed of whose it is and of what the finder may not read: it holds wherever the given one could hold for
 * anybody (`widely`), or only where it holds for everybody whatever the unread values are.
 */
export function couldHold(finder: Finder, noun: string, predicate: Predicate, widely: boolean): Predicate {
  const { ruleSet, nouns } = finder;
  const unknown = widely ? all : none;
  const reads = (field: string): boolean => readsAlways(ruleSet, noun, field);
  const readsKind = (kind: string): boolean =>
    [...nouns.get(noun).fields.values()].every((field) => field.kind !== kind || reads(field.name));
  switch (predicate.kind) {
    case 'and':
      return and(...predicate.of.map((part) => couldHold(finder, noun, part, widely)));
    case 'or':
      return or(...predicate.of.map((part) => couldHold(finder, noun, part, widely)));
    case 'not':
      return not(couldHold(finder, noun, predicate.of, !widely));
    case 'in':
    case 'isNull':
    case 'compare':
      return reads(predicate.field) ? predicate : unknown;
    case 'hasTag':
      return readsKind('tags') ? predicate : unknown;
    case 'hasExternalId':
      return readsKind('externalIds') ? predicate : unknown;
    case 'isMe':
    case 'inMyTeams':
      return widely && reads(predicate.field) ? not({ kind: 'isNull', field: predicate.field }) : unknown;
    case 'isSelf':
    case 'giverMay':
      return unknown;
    case 'via': {
      const to = nouns.field(noun, predicate.link).to!;
      if (!reads(predicate.link) || !seesAlways(ruleSet, to)) return unknown;
      return { ...predicate, where: couldHold(finder, to, predicate.where, widely) };
    }
    case 'some': {
      const { to, via } = nouns.field(noun, predicate.many);
      if (!seesAlways(ruleSet, to!) || !readsAlways(ruleSet, to!, via!)) return unknown;
      return { ...predicate, where: couldHold(finder, to!, predicate.where, widely) };
    }
    default:
      return predicate;
  }
}

/** Whether the condition says the same whoever asks, and the finder may read all it looks at. */
export const sameForAll = (finder: Finder, noun: string, predicate: Predicate): boolean =>
  predicateKey(couldHold(finder, noun, predicate, true)) === predicateKey(couldHold(finder, noun, predicate, false));
