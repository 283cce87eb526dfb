import { customName, type CustomField } from '../model/custom-field';
import type { RuleSet } from './rule-set';

/**
 * Fields of administrators of which these rules grant anything at all: to read, to see masked, to sum, to write. The others
 * answer like names that do not exist.
 */
export function visibleCustom(ruleSet: RuleSet): CustomField[] {
  return ruleSet.book.nouns.custom.filter(({ noun, key }) => {
    const cell = ruleSet.view(noun).cells.get(customName(key));
    if (!cell) return false;
    const write = ruleSet.write(noun).fields.get(customName(key));
    const grants = [cell.read, cell.mask, write?.create, write?.update, write?.grant];
    return cell.aggregateOnly !== null || grants.some((of) => of !== undefined && of.kind !== 'none');
  });
}
