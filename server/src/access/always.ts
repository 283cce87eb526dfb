import type { Predicate } from './predicate';
import { systemFieldNames } from './rule-book';
import type { RuleSet } from './rule-set';

/** Whether the condition holds on every row, by rules alone. */
function always(predicate: Predicate): boolean {
  if (predicate.kind === 'and') return predicate.of.every(always);
  if (predicate.kind === 'or') return predicate.of.some(always);
  // What hangs on a record is in the view with it: a deleted record shows nothing that could be gained.
  return predicate.kind === 'all' || (predicate.kind === 'via' && always(predicate.where));
}

/** Whether rules alone show every record of the noun. */
export const seesAlways = (ruleSet: RuleSet, noun: string): boolean => always(ruleSet.view(noun).row);

/** Whether rules alone show the field on every record that is seen. */
export function readsAlways(ruleSet: RuleSet, noun: string, field: string): boolean {
  if (systemFieldNames.has(field)) return true;
  const cell = ruleSet.view(noun).cells.get(field);
  return cell !== undefined && always(cell.read);
}
