import { badInput } from '../errors/errors';
import type { Field, Noun } from '../model/registry';
import type { SearchText, SearchWord } from '../search/search-text';
import { wordsOf } from '../search/search-text';
import { holdsPhones, searchedFields } from '../search/searched-fields';
import type { Compilation } from './context';
import { columnSql } from './predicate-sql';
import { checkTextLength } from './query-limits';
import { neverReadable, shownSql, type Shown } from './shown';
import type { Sort } from './sort';
import { allOf, anyOf, no, raw, sql, type Sql } from './sql';
import { containing, likeEscaped } from './text-sql';

const maxWords = 8;

/** The words of a text to look for, folded. */
export function searchWords(text: string): string[] {
  checkTextLength(text, 'search');
  const words = wordsOf(text);
  if (words.length === 0 || words.length > maxWords) {
    throw badInput('search', `search takes one to ${maxWords} words.`, `搜索需要 1 到 ${maxWords} 个词。`);
  }
  return words;
}

/** A {@link SearchText}, or the same with placeholders for its texts where it is part of a plan. */
export type SearchArguments = { [K in keyof SearchText]: K extends 'words' ? readonly WordArguments[] : unknown };

type WordArguments = {
  [K in keyof SearchWord]: SearchWord[K] extends readonly unknown[] ? readonly unknown[] : unknown;
};

/** The searched fields of which the principal may read any. What it may read of none is as good as not there. */
export const readableFields = (compilation: Compilation, noun: Noun): Field[] =>
  searchedFields(noun).filter((field) => !neverReadable(compilation, field));

/**
 * A search as conditions over the view of a noun. A word counts where it stands in a searched field that is readable on
 * that row, so neither what is found nor its rank depends on anything else.
 */
export class SearchSql {
  readonly #compilation: Compilation;
  readonly #alias: Sql;
  readonly #fields: readonly Shown[];
  /** The field that is found by its sound and in spite of typing errors. */
  readonly #title: Shown | undefined;
  readonly #args: SearchArguments;

  constructor(compilation: Compilation, noun: Noun, alias: Sql, args: SearchArguments) {
    this.#compilation = compilation;
    this.#alias = alias;
    this.#fields = readableFields(compilation, noun).map((field) =>
      shownSql(compilation, noun, alias, field, field.name),
    );
    this.#title = this.#fields.find(({ field }) => field.soundColumn !== null);
    this.#args = args;
  }

  /** Rows that match at least as well as this class. */
  upTo(best: number): Sql {
    const { phrase, words } = this.#args;
    const each = (condition: (word: WordArguments) => Sql): Sql => allOf(words.map(condition));
    switch (best) {
      case 0:
        return this.#some(({ compared }) => sql`${unindexed(compared)} = ${this.#text(phrase)}`);
      case 1:
        return this.#some(({ compared }) => this.#like(unindexed(compared), phrase, startingWith));
      case 2:
        return each((word) => this.#starting(word));
      case 3:
        return each((word) => this.#containing(word));
      case 4:
        return each((word) => anyOf([this.#containing(word), this.#sounding(word)]));
      default:
        return each((word) => anyOf([this.#containing(word), this.#sounding(word), this.#near(word)]));
    }
  }

  /** Rows that match. */
  get matching(): Sql {
    return this.upTo(this.worst);
  }

  /** The worst class that this text can match in. */
  get worst(): number {
    const { words } = this.#args;
    if (!this.#title) return 3;
    return words.some(({ near }) => near.length > 0) ? 5 : words.some(({ sounds }) => sounds.length > 0) ? 4 : 3;
  }

  /** The class of a row that matches. */
  get rank(): Sql {
    let cases = raw('CASE');
    for (let i = 0; i < this.worst; i++) cases = sql`${cases} WHEN ${this.upTo(i)} THEN ${raw(String(i))}`;
    return sql`${cases} ELSE ${raw(String(this.worst))} END`;
  }

  #some(condition: (shown: Shown) => Sql): Sql {
    return anyOf(this.#fields.map((shown) => allOf([shown.condition, condition(shown)])));
  }

  #text(value: unknown): Sql {
    return this.#compilation.value(value, String);
  }

  #like(text: Sql, value: unknown, pattern: (of: string) => string): Sql {
    return sql`${text} LIKE ${this.#compilation.value(value, (of) => pattern(String(of)))} ESCAPE '!'`;
  }

  #containing({ text, alike, digits }: WordArguments): Sql {
    return this.#some(({ field, compared }) =>
      anyOf(
        [text, ...alike, ...(holdsPhones(field) && digits !== null ? [digits] : [])].map((of) =>
          this.#like(compared, of, containing),
        ),
      ),
    );
  }

  #starting({ text }: WordArguments): Sql {
    return this.#some(({ compared }) =>
      anyOf([this.#like(unindexed(compared), text, startingWith), this.#like(compared, text, startingAWord)]),
    );
  }

  #sounding({ sounds }: WordArguments): Sql {
    if (!this.#title || sounds.length === 0) return no;
    const sound = columnSql(this.#alias, this.#title.field.soundColumn!);
    return allOf([this.#title.condition, anyOf(sounds.map((of) => this.#like(sound, of, (pattern) => pattern)))]);
  }

  #near({ near }: WordArguments): Sql {
    if (!this.#title || near.length === 0) return no;
    const { compared, condition } = this.#title;
    const between =
      this.#compilation.context.runner.dialect === 'sqlite'
        ? sql`(' ' || ${compared} || ' ')`
        : sql`CONCAT(' ', ${compared}, ' ')`;
    return allOf([condition, anyOf(near.map((word) => this.#like(between, word, (of) => `% ${likeEscaped(of)} %`)))]);
  }
}

/** Keeps an engine from looking the text up by itself: which records to look at, and in what order, has been decided. */
const unindexed = (compared: Sql): Sql => sql`COALESCE(${compared}, '')`;

const startingWith = (folded: string): string => `${likeEscaped(folded)}%`;
const startingAWord = (folded: string): string => `% ${likeEscaped(folded)}%`;

/** Best match first, then the newest change. */
export function searchSort(compilation: Compilation, noun: Noun, alias: Sql, search: SearchSql): Sort {
  const rank = { expression: search.rank, direction: 'ASC', nullable: false, nullsFirst: false } as const;
  const newest = newestFirst(compilation, noun, alias);
  return { ...newest, keys: [rank, ...newest.keys] };
}

/** The newest change first: the order within a class of matches. */
export function newestFirst(compilation: Compilation, noun: Noun, alias: Sql): Sort {
  const field = noun.fields.get('updatedAt')!;
  const keys = neverReadable(compilation, field)
    ? []
    : [{ expression: columnSql(alias, field.column), direction: 'DESC', nullable: false, nullsFirst: false } as const];
  return { joins: [], keys, tie: 'DESC' };
}

/** What a cursor of a searched list in the order of its matches is bound to. */
export const searchShape = (noun: Noun, text: string): string => `${noun.name}:search:${searchWords(text).join(' ')}`;

/** Rows whose internal keys stand in a JSON list. */
export function amongSql(compilation: Compilation, alias: Sql, pks: unknown): Sql {
  const list = compilation.value(pks, String);
  return compilation.context.runner.dialect === 'sqlite'
    ? sql`${alias}.pk IN (SELECT value FROM json_each(${list}))`
    : sql`${alias}.pk IN (SELECT j.pk FROM JSON_TABLE(${list}, '$[*]' COLUMNS (pk BIGINT PATH '$')) j)`;
}

/**
 * Behind the table's alias where {@link amongSql} is asked: the records are taken by key. Engines take such a list for longer
 * than it is and would rather go through all rows of a team.
 */
export const byKey = (compilation: Compilation): Sql =>
  raw(compilation.context.runner.dialect === 'sqlite' ? ' NOT INDEXED' : ' FORCE INDEX (PRIMARY)');
