/** How the text of a cell becomes a value. */
export type ColumnType =
  | 'text'
  | 'longText'
  | 'choice'
  | 'dictionary'
  | 'decimal'
  | 'share' // 0 to 1, also written as 15 %
  | 'percent' // whole number, 0 to 100
  | 'date'
  | 'dateTime'
  | 'boolean'
  | 'notBoolean' // a column that says the opposite, like "discontinued"
  | 'currency'
  | 'country'
  | 'tags'
  | 'ids' // ids in other systems: `erp: 4711; shop: 12`
  | 'choices' // several keys of a code table
  | 'phone'
  | 'email'
  | 'json'
  | 'link';

/** One thing a column of a file can mean. */
export interface ImportColumn {
  /** What `--map "Header=field"` calls it. */
  field: string;
  type: ColumnType;
  /** Headers that mean it, besides its own name: in lower case, without spaces and signs. */
  aliases: readonly string[];
  /** Several columns of a file may mean it; their values make a list (phones, e-mails, tags). */
  list?: boolean;
  /** phone, email: kind by header. */
  kinds?: Readonly<Record<string, string>>;
  /** choice: value by spelling, spellings folded and without spaces and signs. */
  choices?: Readonly<Record<string, readonly string[]>>;
  /** choice: what is none of them is taken as it stands. */
  open?: boolean;
  dictionary?: string;
  /** link: the noun it names a record of. */
  to?: string;
}

/** The words of a text, as a list. */
export const words = (text: string): string[] => text.trim().split(/\s+/);

/** A column with its aliases as words of one text. */
export const column = (
  field: string,
  type: ColumnType,
  aliases: string,
  extra?: Partial<ImportColumn>,
): ImportColumn => ({
  field,
  type,
  aliases: words(aliases),
  ...extra,
});
