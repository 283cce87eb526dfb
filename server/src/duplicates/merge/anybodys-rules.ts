import type { RuleBook } from '../../access/rule-book';
import { compileRuleSet } from '../../access/rule-set';
import { dependenciesOn, type Dependency } from '../../records/grants';

/** Something that the read rules of a role look at. */
export interface LookedAt extends Dependency {
  role: string;
}

const known = new WeakMap<RuleBook, Map<string, readonly LookedAt[]>>();

/** What the read rules of any role look at in this noun, for whatever purpose the role is used. */
export function dependenciesOfAnybody(book: RuleBook, noun: string): readonly LookedAt[] {
  let all = known.get(book);
  if (!all) known.set(book, (all = new Map()));
  let found = all.get(noun);
  if (!found) {
    found = [...book.roles].flatMap(([role, { purposes }]) =>
      // Dependencies are those of every purpose of the role, whichever it is compiled for.
      purposes.length === 0
        ? []
        : dependenciesOn(compileRuleSet(book, [role], purposes[0]!), noun).map((one) => ({ ...one, role })),
    );
    all.set(noun, found);
  }
  return found;
}
