import type { SqlRunner } from '../database/database';
import type { Language } from '../graphql/language';

/** One entry of an administrator-kept code table. */
export interface DictionaryEntry {
  key: string;
  en: string;
  zh: string;
  active: boolean;
}

// Raw SQL: code tables are read whole into memory; they hold words, never facts about customers.

/** The code tables, read again when the access version moves on. */
export class DictionaryNames {
  private entries = new Map<string, Map<string, DictionaryEntry>>();
  private version = -1;
  private begun = 0;
  private taken = 0;

  constructor(private readonly database: SqlRunner) {}

  async follow(version: number): Promise<void> {
    if (version === this.version) return;
    const turn = (this.begun += 1);
    const rows = await this.database.rows(
      'SELECT dictionary, entry_key, name, name_zh, active FROM dictionary_entries ORDER BY dictionary, position, entry_key',
    );
    const entries = new Map<string, Map<string, DictionaryEntry>>();
    for (const [dictionary, key, en, zh, active] of rows) {
      const table = entries.get(String(dictionary)) ?? new Map<string, DictionaryEntry>();
      table.set(String(key), {
        key: String(key),
        en: String(en),
        zh: String(zh ?? en),
        active: Number(active) === 1,
      });
      entries.set(String(dictionary), table);
    }
    // One that began later knows more.
    if (turn < this.taken) return;
    this.taken = turn;
    this.entries = entries;
    this.version = version;
  }

  /** Name of an entry; its key where the entry is gone. */
  name(dictionary: string, key: string, language: Language): string {
    return this.entries.get(dictionary)?.get(key)?.[language] ?? key;
  }

  /** Keys of all entries in the order administrators gave them. An unknown table has none. */
  keys(dictionary: string): readonly string[] {
    return [...(this.entries.get(dictionary)?.keys() ?? [])];
  }

  /** Whether a table has an entry that is in use. */
  has(dictionary: string, key: string): boolean {
    return this.entries.get(dictionary)?.get(key)?.active === true;
  }

  /** Active entries in the order administrators gave them. An unknown table has none. */
  list(dictionary: string, language: Language): { key: string; name: string }[] {
    return [...(this.entries.get(dictionary)?.values() ?? [])]
      .filter((entry) => entry.active)
      .map((entry) => ({ key: entry.key, name: entry[language] }));
  }
}
