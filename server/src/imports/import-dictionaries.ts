import type { RuleSet } from '../access/rule-set';
import { usesDictionary } from '../access/uses-dictionary';
import type { SqlRunner } from '../database/database';
import { DictionaryNames } from '../dictionaries/dictionary-names';
import type { ImportColumn } from './import-column';
import { importColumns } from './import-columns';
import type { DictionaryEntry } from './read-value';

/**
 * Entries in use of the code tables that columns of a file may name. Those of a table that the importer has no grant on are left
 * out: cells of its columns stay as they are, and are refused with the field, whatever they say.
 */
export async function importDictionaries(
  runner: SqlRunner,
  ruleSet: RuleSet,
  added: readonly ImportColumn[] = [],
): Promise<Map<string, DictionaryEntry[]>> {
  const names = new DictionaryNames(runner);
  await names.follow(0);
  const used = [...Object.values(importColumns), added].flatMap((columns) =>
    columns.flatMap(({ dictionary }) => dictionary ?? []),
  );
  const mine = [...new Set(used)].filter((dictionary) => usesDictionary(ruleSet, ruleSet.book.nouns, dictionary));
  return new Map(
    mine.map((dictionary) => {
      const chinese = new Map(names.list(dictionary, 'zh').map(({ key, name }) => [key, name]));
      const entries = names
        .list(dictionary, 'en')
        .map(({ key, name }) => ({ key, en: name, zh: chinese.get(key) ?? name }));
      return [dictionary, entries];
    }),
  );
}
