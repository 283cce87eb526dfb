import { GuardedRow } from '../access/guard';
import { bitOf, type RuleSet } from '../access/rule-set';
import type { Predicate } from '../access/predicate';

/** `access {}` of a row: which fields are hidden, masked or read-only on it, from rules and scopes alone. */
export interface AccessAnswer {
  hidden: string[];
  masked: string[];
  readOnly: string[];
  canUpdate: boolean;
  canDelete: boolean;
}

const none: Predicate = { kind: 'none' };

export function accessOf(row: unknown, ruleSet: RuleSet): AccessAnswer | null {
  if (!(row instanceof GuardedRow)) return null;
  const write = ruleSet.write(row.view.noun);
  const fields = [...row.view.cells.keys()];
  const noun = ruleSet.book.nouns.get(row.view.noun);
  // What no update takes, such as a derived value, is read-only whatever the rules say.
  const writable = (field: string): boolean =>
    (noun.fields.get(field)?.input ?? 'both') === 'both' && holds(row, write.fields.get(field)?.update ?? none);
  return {
    hidden: fields.filter((field) => !row.readable(field) && !row.masked(field)),
    masked: fields.filter((field) => row.masked(field)),
    readOnly: fields.filter((field) => !writable(field)),
    canUpdate: holds(row, write.update),
    canDelete: holds(row, write.delete),
  };
}

/** A condition decided by rules, or by the bit that was asked for beside the row. */
function holds(row: GuardedRow, predicate: Predicate): boolean {
  const name = bitOf(predicate);
  return name === null ? predicate.kind === 'all' : row.holds(name);
}
