import { CellError } from './cell-error';
import { kindInFront } from './kind-in-front';
import { entriesOf } from './list-entries';

/** An id that another system knows a record by. */
export interface OtherId {
  source: string;
  id: string;
}

/** Ids as `erp: 4711; shop: 12`, or as a JSON list of source and id. @throws CellError */
export function readOtherIds(text: string): OtherId[] {
  const listed = entriesOf(text) ?? text.split(';').map((entry) => entry.trim());
  return listed
    .filter((entry) => entry !== '')
    .map((entry) => {
      const { kind: source, rest: id } =
        typeof entry === 'string' ? kindInFront(entry) : { kind: entry.source, rest: entry.id };
      if (typeof source === 'string' && typeof id === 'string') return { source, id };
      throw new CellError(
        'Ids of other systems are written as "erp: 4711; shop: 12".',
        '其他系统的编号请写成“erp: 4711; shop: 12”。',
      );
    });
}
