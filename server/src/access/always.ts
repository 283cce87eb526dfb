import type { Predicate } from './predicate';
import type { RuleSet } from './rule-set';

/** Whether the condition holds on every record of the noun, by rules alone. */
function always(ruleSet: RuleSet, noun: string, predicate: Predicate): boolean {
  switch (predicate.kind) {
    case 'all':
      return true;
    case 'and':
      return predicate.of.every((part) => always(ruleSet, noun, part));
    case 'or':
      return predicate.of.some((part) => always(ruleSet, noun, part));
    case 'via': {
      // What hangs on a record is in the view with it: a deleted record shows nothing that could be gained. Other links may
      // lead nowhere.
      const { nouns } = ruleSet.book;
      const { link, where } = predicate;
      return nouns.get(noun).parent === link && always(ruleSet, nouns.field(noun, link).to!, where);
    }
    default:
      return false;
  }
}

/** Whether rules alone show every record of the noun. */
export const seesAlways = (ruleSet: RuleSet, noun: string): boolean => always(ruleSet, noun, ruleSet.view(noun).row);

/** Whether rules alone show the field on every record that is seen. */
export function readsAlways(ruleSet: RuleSet, noun: string, field: string): boolean {
  const cell = ruleSet.view(noun).cells.get(field);
  return cell !== undefined && always(ruleSet, noun, cell.read);
}
