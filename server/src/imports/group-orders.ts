import type { ImportItem, RowFault } from './import-item';

/** Lines of one order in a file of order lines; more are refused rather than collected without end. */
const maxItems = 1000;

interface Broken {
  key: string | null;
  line: number;
}

const keyOf = (row: ImportItem | RowFault): string | null =>
  'sentence' in row ? (row.key ?? null) : (row.externalId ?? (row.values.code as string | undefined) ?? null);

/**
 * Files with one row per order line: rows that follow one another and name the same order become one order with their
 * items. An order is written whole or not at all, so one bad row refuses all of them.
 */
export async function* groupOrders(rows: AsyncIterable<ImportItem | RowFault>): AsyncGenerator<ImportItem | RowFault> {
  let open: ImportItem | null = null;
  let broken: Broken | null = null as Broken | null; // the cast keeps the compiler from seeing null forever
  for await (const row of rows) {
    const key = keyOf(row);
    if ('sentence' in row) {
      // Without a key the row may be one of the open order's.
      if (open && (key === null || key === keyOf(open))) yield refusedWith(open, row.line);
      else if (open) yield open;
      broken = { key: key ?? (open ? keyOf(open) : (broken?.key ?? null)), line: row.line };
      open = null;
      yield row;
    } else if (broken && key !== null && key === broken.key) {
      yield refusedWith(row, broken.line);
    } else if (open && key !== null && key === keyOf(open)) {
      append(open, row);
      if ((open.values.items as unknown[]).length > maxItems) {
        broken = { key, line: row.line };
        open = null;
        yield tooLong(row);
      }
    } else {
      if (open) yield open;
      open = row;
      broken = null;
    }
  }
  if (open) yield open;
}

const refusedWith = ({ line, cells }: ImportItem, culprit: number): RowFault => ({
  line,
  cells,
  column: null,
  sentence: {
    en: `Refused with line ${culprit} of the same order.`,
    zh: `同一订单的第 ${culprit} 行有误，整单未导入。`,
  },
});

const tooLong = ({ line, cells }: ImportItem): RowFault => ({
  line,
  cells,
  column: null,
  sentence: { en: `An order has at most ${maxItems} items.`, zh: `一个订单最多 ${maxItems} 行。` },
});

function append(order: ImportItem, row: ImportItem): void {
  order.cells?.push(...(row.cells ?? []));
  const items = (order.values.items ??= []) as unknown[];
  for (const link of row.links) if (link.item !== null) order.links.push({ ...link, item: items.length });
  items.push(...((row.values.items as unknown[] | undefined) ?? []));
}
