import type { Field } from '../model/registry';
import { selectColumns } from './columns';
import { Compilation, type ReadContext } from './context';
import { readPages, type Anchor } from './page';
import type { Selection } from './selection';

/**
 * Refuses, whatever records there are, what a read would refuse below relations once it met a record there: filters, orders and
 * cursors of pages, and fields that rules alone hide where somebody asks for that. Nothing is read.
 * @throws KehuError FORBIDDEN, BAD_USER_INPUT, QUERY_TOO_EXPENSIVE
 */
export async function checkBelow(context: ReadContext, selection: Selection): Promise<void> {
  const { nouns } = context;
  for (const { field, selection: inner } of selection.links) {
    const compilation = new Compilation(context);
    selectColumns(compilation, nouns.get(field.to!), compilation.alias(), inner);
    await checkBelow(context, inner);
  }
  for (const { field, page } of selection.manys) {
    const link = nouns.field(field.to!, field.via!);
    const unread = { ...page, wantsRows: false, countLimit: null };
    await readPages(context, nouns.get(field.to!), unread, belowNobody(link));
    await checkBelow(context, page.selection);
  }
}

const belowNobody = ({ column, name }: Field): Anchor => ({
  column,
  link: name,
  pks: [0],
  isVisible: true,
  holding: new Map(),
});
