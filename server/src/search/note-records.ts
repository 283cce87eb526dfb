import { fold } from '@kehu/shared';
import type { SqlRunner } from '../database/database';
import type { Noun } from '../model/registry';
import { noteChanged, noteWords } from './index-store';
import { latinWords } from './near';
import { isIndexed, soundedField } from './searched-fields';

/**
 * Tells the index of records that were written, in their transaction. `value` answers a field of a record as it is now.
 */
export async function noteRecords<R extends { pk: number | null }>(
  tx: SqlRunner,
  noun: Noun,
  records: readonly R[],
  value: (record: R, field: string) => unknown,
): Promise<void> {
  if (records.length === 0 || !isIndexed(noun)) return;
  await noteChanged(
    tx,
    noun.name,
    records.map(({ pk }) => pk!),
  );
  const title = soundedField(noun);
  if (!title) return;
  const words = new Set<string>();
  for (const record of records) {
    const text = value(record, title.name);
    if (typeof text === 'string') for (const word of latinWords(fold(text))) words.add(word);
  }
  await noteWords(tx, noun.name, words);
}
