import type { FilterField, FilterKind } from '../lib/filters';
import type { ListColumn, ListRow } from '../list/columns';
import { Guarded } from '../ui/guarded';
import { CustomValue, customValuesOf } from './custom-value';
import type { CustomField } from './use-custom-fields';

/** A row that brings the values of added fields along. */
export interface CustomRow extends ListRow {
  /** Left out where no column of an added field is shown. */
  customValues?: unknown;
  currency?: string | null;
}

const wide = new Set<CustomField['kind']>(['text', 'multiChoice', 'link']);
const atEnd = new Set<CustomField['kind']>(['number', 'money']);

/** Field that records of a type are known by; the one that links are ordered and looked for by. */
const titles: Readonly<Record<string, string>> = { Order: 'code', Ticket: 'subject', Activity: 'subject' };
export const titleOf = (type: string): string => titles[type] ?? 'name';

/** Name of an added field in the address of a list, where dots part other things. */
export const listKey = ({ key }: CustomField): string => `${added}${key}`;

const added = 'custom-';

/** Whether a column of a list is that of an added field. */
export const isAdded = (key: string): boolean => key.startsWith(added);

/** Columns of added fields, chosen like any other; the list asks for their values with its rows. */
export const customColumns = <Row extends CustomRow>(type: string, fields: readonly CustomField[]): ListColumn<Row>[] =>
  fields.map((field): ListColumn<Row> => {
    const path = `custom.${field.key}`;
    return {
      key: listKey(field),
      label: field.label,
      named: true,
      width: wide.has(field.kind) ? 150 : 112,
      grow: wide.has(field.kind) ? 0.6 : 0,
      optional: true,
      ...(atEnd.has(field.kind) && { align: 'end' as const }),
      ...(field.sortable && { sort: field.kind === 'link' ? `${path}.${titleOf(field.to ?? '')}` : path }),
      render: (row) => (
        <Guarded type={type} id={row.id} access={row.access} field={field.name} label={field.label}>
          <CustomValue field={field} value={customValuesOf(row)[field.key]} currency={row.currency ?? null} />
        </Guarded>
      ),
    };
  });

const filterKinds: Readonly<Record<CustomField['kind'], FilterKind>> = {
  text: 'text',
  number: 'number',
  money: 'number',
  date: 'day',
  choice: 'dictionary',
  multiChoice: 'choices',
  boolean: 'boolean',
  link: 'text',
};

/** What a list can be filtered by of its added fields. */
export const customFilters = (type: string, fields: readonly CustomField[]): FilterField[] =>
  fields
    .filter(({ readable }) => readable)
    .map((field): FilterField => {
      const path = ['custom', field.key];
      const base = { key: listKey(field), label: field.label };
      if (field.kind !== 'link') {
        const dictionary = `custom.${type.charAt(0).toLowerCase()}${type.slice(1)}.${field.key}`;
        return { ...base, kind: filterKinds[field.kind], path, ...(field.choices.length > 0 && { dictionary }) };
      }
      if (field.to === 'User') return { ...base, kind: 'user', path };
      if (field.to === 'Team') return { ...base, kind: 'team', path };
      return { ...base, kind: 'text', path: [...path, titleOf(field.to ?? '')] };
    });
