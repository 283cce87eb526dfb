import { useMemo } from 'react';
import type { FilterField } from '../lib/filters';
import type { ListColumn } from '../list/columns';
import { customColumns, customFilters, type CustomRow } from './custom-list';
import { useCustomFields } from './use-custom-fields';

/** Columns and filters of a list: those of the product, then those of the fields that were added to the type. */
export function useListFields<Row extends CustomRow>(
  type: string,
  columns: readonly ListColumn<Row>[],
  fields: readonly FilterField[],
): { columns: readonly ListColumn<Row>[]; fields: readonly FilterField[] } {
  const added = useCustomFields(type);
  return useMemo(
    () => ({
      columns: [...columns, ...customColumns<Row>(type, added)],
      fields: [...fields, ...customFilters(type, added)],
    }),
    [type, columns, fields, added],
  );
}
