import { visibleCustom } from '../access/visible-custom';
import type { RuleSet } from '../access/rule-set';
import { choicesOf, customName, type CustomField, type CustomKind } from '../model/custom-field';
import type { ColumnType, ImportColumn } from './import-column';
import { headerKey } from './header-key';

const types: Readonly<Record<CustomKind, ColumnType>> = {
  text: 'text',
  number: 'decimal',
  money: 'decimal',
  date: 'date',
  choice: 'dictionary',
  multiChoice: 'choices',
  boolean: 'boolean',
  link: 'link',
};

/** Records that a cell can name; see resolve-links.ts. */
const named = new Set(['customer', 'contact', 'product', 'order', 'opportunity', 'activity', 'ticket', 'user', 'team']);

/**
 * Fields that administrators added to a noun and the importer may write, as columns: called by their key or their name in either
 * language. The header of another one means as little as one of a field that there is not.
 */
export function addedColumns(ruleSet: RuleSet, noun: string): ImportColumn[] {
  const { fields } = ruleSet.write(noun);
  return visibleCustom(ruleSet)
    .filter((field) => field.noun === noun && (field.kind !== 'link' || named.has(field.to!)))
    .filter(({ key }) => {
      const rule = fields.get(customName(key));
      return rule !== undefined && (rule.create.kind !== 'none' || rule.update.kind !== 'none');
    })
    .map(columnOf);
}

const columnOf = (field: CustomField): ImportColumn => ({
  field: customName(field.key),
  type: types[field.kind],
  aliases: [field.key, field.label.en, field.label.zh].map(headerKey),
  ...((field.kind === 'choice' || field.kind === 'multiChoice') && { dictionary: choicesOf(field) }),
  ...(field.to !== null && { to: field.to }),
});
