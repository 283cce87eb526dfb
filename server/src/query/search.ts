import { fold } from '@kehu/shared';
import { badInput } from '../errors/errors';
import type { Noun } from '../model/registry';
import type { Compilation } from './context';
import { checkTextLength } from './query-limits';
import { cellOf, neverReadable, shownSql } from './shown';
import { allOf, anyOf, sql, type Sql } from './sql';
import { containing } from './where';

/** Fields people look records up by, where a noun has them. */
const searchable = ['name', 'code', 'primaryPhone', 'primaryEmail', 'subject', 'number', 'email'];

const maxWords = 8;

const pattern = (word: unknown): string => containing(String(word));

/** The words of a text to look for, folded. */
export function searchWords(text: string): string[] {
  checkTextLength(text, 'search');
  const words = fold(text).split(/\s+/).filter(Boolean);
  if (words.length === 0 || words.length > maxWords) {
    throw badInput('search', `search takes one to ${maxWords} words.`, `搜索需要 1 到 ${maxWords} 个词。`);
  }
  return words;
}

/**
 * Rows in which every word stands in some searchable field that is readable on that row. Unreadable fields don't count.
 * Words are folded texts or what stands for them in a plan.
 */
export function searchSql(compilation: Compilation, noun: Noun, alias: Sql, words: readonly unknown[]): Sql {
  const fields = searchable
    .map((name) => noun.fields.get(name))
    .filter((field) => field?.foldColumn != null)
    .filter((field) => cellOf(compilation, noun.name, field!.name) && !neverReadable(compilation, field!))
    .map((field) => shownSql(compilation, noun, alias, field!, field!.name));
  return allOf(
    words.map((word) =>
      anyOf(
        fields.map((shown) =>
          allOf([shown.condition, sql`${shown.compared} LIKE ${compilation.value(word, pattern)} ESCAPE '!'`]),
        ),
      ),
    ),
  );
}
