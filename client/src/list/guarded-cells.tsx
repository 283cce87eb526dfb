import type { ReactNode } from 'react';
import { Guarded } from '../ui/guarded';
import type { ListRow } from './columns';

/**
 * Makes the cells of a list of a type. Every cell goes through `Guarded`: value, mask or lock.
 * @param t gives the words of a key
 */
export function guardedCells<Row extends ListRow>(type: string, t: (key: string) => string) {
  const prefix = `field.${type.charAt(0).toLowerCase()}${type.slice(1)}`;
  return (field: keyof Row & string, render: (row: Row) => ReactNode) =>
    (row: Row): ReactNode => {
      const shown = row[field];
      return (
        <Guarded
          type={type}
          id={row.id}
          access={row.access}
          field={field}
          label={t(`${prefix}.${field}`)}
          maskedText={typeof shown === 'string' ? shown : null}
        >
          {render(row)}
        </Guarded>
      );
    };
}
