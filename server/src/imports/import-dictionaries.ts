import type { SqlRunner } from '../database/database';
import { DictionaryNames } from '../dictionaries/dictionary-names';
import type { ImportColumn } from './import-column';
import { importColumns } from './import-columns';
import type { DictionaryEntry } from './read-value';

/** Entries in use of the code tables that columns of a file may name. */
export async function importDictionaries(
  runner: SqlRunner,
  added: readonly ImportColumn[] = [],
): Promise<Map<string, DictionaryEntry[]>> {
  const names = new DictionaryNames(runner);
  await names.follow(0);
  const used = [...Object.values(importColumns), added].flatMap((columns) =>
    columns.flatMap(({ dictionary }) => dictionary ?? []),
  );
  return new Map(
    [...new Set(used)].map((dictionary) => {
      const chinese = new Map(names.list(dictionary, 'zh').map(({ key, name }) => [key, name]));
      const entries = names
        .list(dictionary, 'en')
        .map(({ key, name }) => ({ key, en: name, zh: chinese.get(key) ?? name }));
      return [dictionary, entries];
    }),
  );
}
