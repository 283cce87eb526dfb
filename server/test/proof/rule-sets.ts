import type { Principal } from '../../src/access/principal';
import type { RuleBook } from '../../src/access/rule-book';
import { compileRuleSet, type RuleSet } from '../../src/access/rule-set';

const compiled = new WeakMap<RuleBook, Map<string, RuleSet>>();

/** Compiled rules are shared by everybody with the same roles, as the product does it: plans are kept by them. */
export function sharedRuleSet(book: RuleBook, { purpose, roles }: Principal): RuleSet {
  const ofBook = compiled.get(book) ?? new Map<string, RuleSet>();
  compiled.set(book, ofBook);
  const key = `${purpose} ${roles.join(' ')}`;
  const known = ofBook.get(key) ?? compileRuleSet(book, roles, purpose);
  ofBook.set(key, known);
  return known;
}
