import { all, and, none, not, or, type Predicate } from '../access/predicate';
import { systemFieldNames } from '../access/rule-book';
import type { RuleSet } from '../access/rule-set';

/** A condition with what it looks at out of the writer's sight taken to hold, and taken not to. */
export interface Bounds {
  most: Predicate;
  least: Predicate;
}

const known = new WeakMap<RuleSet, Map<string, WeakMap<Predicate, Bounds>>>();

/**
 * The bounds of a condition over rows of the noun for whoever writes under these rules. Both are the condition itself where rules
 * alone show every field that it looks at.
 */
export function boundsOf(ruleSet: RuleSet, noun: string, condition: Predicate): Bounds {
  const ofRules = known.get(ruleSet) ?? new Map<string, WeakMap<Predicate, Bounds>>();
  known.set(ruleSet, ofRules);
  const ofNoun = ofRules.get(noun) ?? new WeakMap<Predicate, Bounds>();
  ofRules.set(noun, ofNoun);
  const found = ofNoun.get(condition) ?? make(ruleSet, noun, condition);
  ofNoun.set(condition, found);
  return found;
}

function make(ruleSet: RuleSet, noun: string, condition: Predicate): Bounds {
  const { cells } = ruleSet.view(noun);
  let hides = false;
  const sees = (field: string): boolean => {
    const seen = systemFieldNames.has(field) || cells.get(field)?.read.kind === 'all';
    hides ||= !seen;
    return seen;
  };
  const { fields } = ruleSet.book.nouns.get(noun);
  const tags = [...fields.values()].find(({ kind }) => kind === 'tags')?.name;
  const taken = (predicate: Predicate, holds: boolean): Predicate => {
    switch (predicate.kind) {
      case 'and':
        return and(...predicate.of.map((part) => taken(part, holds)));
      case 'or':
        return or(...predicate.of.map((part) => taken(part, holds)));
      case 'not':
        return not(taken(predicate.of, !holds));
      case 'in':
      case 'isNull':
      case 'compare':
      case 'isMe':
      case 'inMyTeams':
        return sees(predicate.field) ? predicate : holds ? all : none;
      case 'via':
        return sees(predicate.link) ? predicate : holds ? all : none;
      case 'hasExternalId':
        return sees('externalIds') ? predicate : holds ? all : none;
      case 'hasTag':
        return tags !== undefined && sees(tags) ? predicate : holds ? all : none;
      default:
        return predicate;
    }
  };
  const bounds = { most: taken(condition, true), least: taken(condition, false) };
  return hides ? bounds : { most: condition, least: condition };
}
