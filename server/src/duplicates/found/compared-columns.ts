import type { GuardedRow } from '../../access/guard';
import type { RuleSet } from '../../access/rule-set';
import type { Field, Noun } from '../../model/registry';
import type { Selection } from '../../query/selection';
import type { ColumnKind, MatchColumn, RecordValues } from '../matching/column-kinds';

/** A field that records are compared by. */
export interface ComparedField extends MatchColumn {
  field: Field;
}

/** What a field is compared as, by what it holds; null where it does not say who a record is. */
function kindOf(noun: Noun, field: Field): ColumnKind | null {
  if (field.name === noun.title) return 'name';
  switch (field.kind) {
    case 'phones':
      return 'phone';
    case 'emails':
      return 'email';
    case 'addresses':
      return 'address';
    case 'date':
      return field.name.startsWith('custom.') ? null : 'date';
    default:
      return null;
  }
}

/** Fields that records of a noun are compared by, those that rules show nowhere left out. */
export const comparedFields = (noun: Noun, ruleSet: RuleSet): ComparedField[] =>
  [...noun.fields.values()].flatMap((field): ComparedField[] => {
    const kind = kindOf(noun, field);
    const read = ruleSet.view(noun.name).cells.get(field.name)?.read.kind ?? 'none';
    return kind === null || read === 'none' ? [] : [{ name: field.name, kind, field }];
  });

/** What is read of records to compare them: no more than that. */
export const comparedSelection = (fields: readonly ComparedField[]): Selection => ({
  fields: fields.map(({ field }) => field),
  links: [],
  manys: [],
  history: [],
  access: false,
});

/** The values of a field as texts to compare: the numbers, the addresses, the lines. */
export function textsOf({ kind }: MatchColumn, value: unknown): string[] {
  if (value === null || value === undefined) return [];
  if (!Array.isArray(value)) return [String(value)];
  return (value as Record<string, unknown>[]).flatMap((item) => {
    if (kind === 'phone') return item.number ? [String(item.number)] : [];
    if (kind === 'email') return item.address ? [String(item.address)] : [];
    const parts = [item.line, item.city, item.region].filter((part) => typeof part === 'string' && part !== '');
    return parts.length > 0 ? [parts.join(' ')] : [];
  });
}

/** What the reader sees of a record in the compared fields; a masked or hidden value is as none. */
export const shownValues = (fields: readonly ComparedField[], row: GuardedRow): RecordValues =>
  fields.map((column) => (row.readable(column.name) ? textsOf(column, row.shown(column.field)) : []));
