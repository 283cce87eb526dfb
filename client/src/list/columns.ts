import type { ReactNode } from 'react';
import type { AccessPartsFragment } from '../generated/graphql';

/** What every row of a list has. */
export interface ListRow {
  id: string;
  access: AccessPartsFragment;
}

export interface ListColumn<Row extends ListRow> {
  key: string;
  /** i18n key of the heading, or the heading itself where somebody gave the field its name. */
  label: string;
  named?: boolean;
  /** Least width in pixels. */
  width: number;
  /** Share of what is left over; 0 keeps the least width. */
  grow?: number;
  align?: 'end';
  /** Set where the API can order by it; the name of the field in `orderBy`. */
  sort?: string;
  /** Off unless chosen. */
  optional?: boolean;
  /** Where it stands on a phone: `title` is the first line, `side` its end, `meta` the second; others are left out. */
  phone?: 'title' | 'side' | 'meta';
  render: (row: Row) => ReactNode;
}

/** What stands over a column. */
export const headingOf = (column: { label: string; named?: boolean }, t: (key: string) => string): string =>
  column.named ? column.label : t(column.label);

/** The columns shown: those chosen, in the order chosen; else the usual ones. The first always stays. */
export function visibleColumns<Row extends ListRow>(
  all: readonly ListColumn<Row>[],
  chosen: readonly string[] | null,
): ListColumn<Row>[] {
  if (!chosen) return all.filter((column) => !column.optional);
  const picked = chosen.flatMap((key) => all.find((column) => column.key === key) ?? []);
  const [first] = all;
  return first && !picked.includes(first) ? [first, ...picked] : picked;
}
