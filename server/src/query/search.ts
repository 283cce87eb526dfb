import { fold } from '@kehu/shared';
import { badInput } from '../errors/errors';
import type { Noun } from '../model/registry';
import type { Compilation } from './context';
import { checkTextLength } from './query-limits';
import { cellOf, neverReadable, shownSql } from './shown';
import { allOf, anyOf, bind, sql, type Sql } from './sql';
import { likeEscaped } from './where';

/** Fields people look records up by, where a noun has them. */
const searchable = ['name', 'code', 'primaryPhone', 'primaryEmail', 'subject', 'number', 'email'];

const maxWords = 8;

/** Rows in which every word stands in some searchable field that is readable on that row. Unreadable fields don't count. */
export function searchSql(compilation: Compilation, noun: Noun, alias: Sql, text: string): Sql {
  checkTextLength(text, 'search');
  const words = fold(text).split(/\s+/).filter(Boolean);
  if (words.length === 0 || words.length > maxWords) {
    throw badInput('search', `search takes one to ${maxWords} words.`, `搜索需要 1 到 ${maxWords} 个词。`);
  }
  const fields = searchable
    .map((name) => noun.fields.get(name))
    .filter((field) => field?.foldColumn != null)
    .filter((field) => cellOf(compilation, noun.name, field!.name) && !neverReadable(compilation, field!))
    .map((field) => shownSql(compilation, noun, alias, field!, field!.name));
  return allOf(
    words.map((word) =>
      anyOf(
        fields.map((shown) =>
          allOf([shown.condition, sql`${shown.compared} LIKE ${bind(`%${likeEscaped(word)}%`)} ESCAPE '!'`]),
        ),
      ),
    ),
  );
}
