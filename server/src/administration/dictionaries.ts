import { bumpAccessVersion } from '../accounts/access-state';
import { actorOf, append } from '../audit/audit';
import type { SqlRunner } from '../database/database';
import { badInput } from '../errors/errors';
import { holdsChoices } from '../model/custom-field';
import { idToBytes } from '../query/values';
import { requireRight, type Administration, type Administrator } from './administration';

// Raw SQL: code tables hold words, never facts about customers.

export interface DictionaryItem {
  dictionary: string;
  key: string;
  en: string;
  zh: string;
  position: number;
  active: boolean;
}

/** An entry as it is asked for; in its place and active where nothing is said. */
export type NewItem = Omit<DictionaryItem, 'position' | 'active'> & {
  position?: number | null;
  active?: boolean | null;
};

/** Every entry of every code table, those that are no longer offered too. @throws KehuError FORBIDDEN */
export async function listItems(of: Administration, who: Administrator): Promise<DictionaryItem[]> {
  requireRight(who, 'dictionaries:manage');
  const rows = await of.database.rows(
    'SELECT dictionary, entry_key, name, name_zh, position, active FROM dictionary_entries ORDER BY dictionary, position, entry_key',
  );
  const names = new Set(dictionaryNames(of, who));
  const shown = rows.filter(([dictionary]) => !holdsChoices(String(dictionary)) || names.has(String(dictionary)));
  return shown.map(([dictionary, key, en, zh, position, active]) => ({
    dictionary: String(dictionary),
    key: String(key),
    en: String(en),
    zh: String(zh),
    position: Number(position),
    active: Number(active) === 1,
  }));
}

/** Names of the code tables that fields refer to. Those of custom fields are for whoever keeps such fields. */
export const dictionaryNames = (of: Administration, who: Administrator): string[] => {
  const fields = of.nouns.all().flatMap((noun) => [...noun.fields.values()]);
  const shown = fields.filter(({ custom }) => !custom || who.rights.has('fields:manage'));
  return [...new Set(shown.flatMap(({ dictionary }) => dictionary ?? []))];
};

/** Makes an entry, or changes the one of this key; a key never changes, records hold it. @throws KehuError */
export async function saveItem(of: Administration, who: Administrator, input: NewItem): Promise<DictionaryItem> {
  requireRight(who, 'dictionaries:manage');
  const { dictionary, key } = input;
  if (!dictionaryNames(of, who).includes(dictionary)) {
    throw badInput('dictionary', `There is no dictionary "${dictionary}".`, `没有数据字典“${dictionary}”。`);
  }
  return of.database.transaction(async (tx) => {
    const item = await storeItem(of, tx, input);
    await bumpAccessVersion(tx);
    await append(
      tx,
      { actor: actorOf(who.principal), action: 'dictionary-changed', detail: { dictionary, key } },
      of.clock(),
    );
    return item;
  });
}

/** Makes or changes an entry of a table that is known to be there. @throws KehuError BAD_USER_INPUT */
export async function storeItem(
  of: Pick<Administration, 'newId'>,
  tx: SqlRunner,
  input: NewItem,
): Promise<DictionaryItem> {
  const { dictionary, key } = input;
  if (!/^[\p{L}\p{N}][\p{L}\p{N}._-]{0,63}$/u.test(key)) {
    throw badInput(
      'key',
      'A key has 1 to 64 letters, digits and hyphens.',
      '编码由 1 至 64 个字母、数字或连字符组成。',
    );
  }
  const names = { en: input.en.trim(), zh: input.zh.trim() };
  for (const [field, name] of Object.entries(names)) {
    if (name === '' || [...name].length > 100) {
      throw badInput(field, 'A name has 1 to 100 characters.', '名称长度须为 1 至 100 个字符。');
    }
  }
  const [known] = await tx.rows(
    'SELECT pk, position, active FROM dictionary_entries WHERE dictionary = ? AND entry_key = ?',
    [dictionary, key],
  );
  const [[last]] = (await tx.rows('SELECT COALESCE(MAX(position), -1) FROM dictionary_entries WHERE dictionary = ?', [
    dictionary,
  ])) as [[number]];
  const position = input.position ?? (known ? Number(known[1]) : Number(last) + 1);
  const active = input.active ?? (known ? Number(known[2]) === 1 : true);
  if (known) {
    await tx.run('UPDATE dictionary_entries SET name = ?, name_zh = ?, position = ?, active = ? WHERE pk = ?', [
      names.en,
      names.zh,
      position,
      active ? 1 : 0,
      Number(known[0]),
    ]);
  } else {
    await tx.run(
      'INSERT INTO dictionary_entries (id, dictionary, entry_key, name, name_zh, position, active) VALUES (?, ?, ?, ?, ?, ?, ?)',
      [idToBytes(of.newId()), dictionary, key, names.en, names.zh, position, active ? 1 : 0],
    );
  }
  return { dictionary, key, ...names, position, active };
}
