import { compileRuleSet } from '../../src/access/rule-set';
import type { World } from '../../src/access/oracle/company';
import type { AggregateQuestion } from '../../src/access/oracle/aggregate';
import type { ListQuestion } from '../../src/access/oracle/read';
import type { Database } from '../../src/database/database';
import { KehuError } from '../../src/errors/errors';
import { readAggregate, type AggregatePage } from '../../src/query/aggregate';
import type { ReadContext } from '../../src/query/context';
import type { GroupBy } from '../../src/query/group';
import { readPage, type Page } from '../../src/query/page';
import { readRecord } from '../../src/query/record';
import type { GuardedRow } from '../../src/access/guard';
import type { PageRequest, Selection } from '../../src/query/selection';
import { nouns } from '../../src/access/oracle/testing/test-world';
import { vault } from './load-company';

/** The shipping query module's context for the world's principal. */
export const contextOf = (world: World, database: Database): ReadContext => ({
  runner: database,
  principal: world.principal,
  ruleSet: compileRuleSet(world.book, world.principal.roles, world.principal.purpose),
  nouns,
  now: world.now,
  vault,
  dictionaryName: (_, key) => key,
  dictionaryKeys: () => [],
  strict: false,
  onSensitiveRead: async () => undefined,
});

/** Every field of the noun; below it every relation with all of its plain fields. */
export function selectionOf(noun: string, depth = 1): Selection {
  const fields = [...nouns.get(noun).fields.values()];
  return {
    fields: fields.filter((field) => field.kind !== 'link' && field.kind !== 'many'),
    links:
      depth === 0
        ? []
        : fields
            .filter((field) => field.kind === 'link')
            .map((field) => ({ key: field.name, field, selection: selectionOf(field.to!, depth - 1) })),
    manys:
      depth === 0
        ? []
        : fields
            .filter((field) => field.kind === 'many')
            .map((field) => ({ key: field.name, field, page: pageOf(field.to!, {}, { depth: depth - 1 }) })),
    history: [],
    access: depth > 0,
  };
}

export function pageOf(
  noun: string,
  question: ListQuestion,
  { first = 50, after = null, depth = 1 }: { first?: number; after?: string | null; depth?: number } = {},
): PageRequest {
  return {
    where: question.where ?? null,
    search: question.search ?? null,
    orderBy: question.orderBy ?? [],
    first,
    after,
    last: null,
    before: null,
    deleted: question.deleted ?? false,
    selection: selectionOf(noun, depth),
    countLimit: 1000,
    wantsRows: true,
  };
}

/** What a read came to: an answer, or the code and fields of an expected refusal. */
export type Outcome<T> = { answer: T } | { code: string; fields: readonly string[] };

export async function outcome<T>(read: Promise<T>): Promise<Outcome<T>> {
  try {
    return { answer: await read };
  } catch (error) {
    if (error instanceof KehuError) return { code: error.code, fields: [...error.fields].sort() };
    throw error;
  }
}

export const askList = (
  context: ReadContext,
  noun: string,
  question: ListQuestion,
  page: { first?: number; after?: string | null } = {},
): Promise<Outcome<Page>> => outcome(readPage(context, nouns.get(noun), pageOf(noun, question, page)));

export const askRecord = (context: ReadContext, noun: string, id: string): Promise<GuardedRow | null> =>
  readRecord(context, nouns.get(noun), id, selectionOf(noun, 0));

export function askAggregate(
  context: ReadContext,
  noun: string,
  { where, search, groupBy = [], fields = [] }: AggregateQuestion,
  functions: readonly ('sum' | 'avg' | 'min' | 'max')[] = ['sum', 'avg', 'min', 'max'],
): Promise<Outcome<AggregatePage>> {
  const nested = (path: readonly string[]): GroupBy =>
    path.length === 1 ? { [path[0]!]: true } : { [path[0]!]: nested(path.slice(1)) };
  return outcome(
    readAggregate(context, nouns.get(noun), {
      where: where ?? null,
      search: search ?? null,
      groupBy: groupBy.map(nested),
      having: null,
      orderBy: [],
      first: 200,
      after: null,
      measures: [
        { function: 'count', field: '' },
        ...fields.flatMap((field) => functions.map((name) => ({ function: name, field }))),
      ],
      totals: null,
    }),
  );
}

/** Everything of a page as one text: what a client could tell two answers apart by. */
export const transcript = (page: Page): string =>
  JSON.stringify([page.rows.map(rowTranscript), page.rows.map((_, i) => page.cursor(i)), page.hasNextPage, page.total]);

function rowTranscript(row: GuardedRow): unknown {
  const noun = nouns.get(row.view.noun);
  return [...noun.fields.values()].map((field) => {
    const related = row.reached(field.name);
    if (field.kind === 'link') return related ? rowTranscript(related as GuardedRow) : null;
    if (field.kind === 'many') return related ? transcript(related as Page) : null;
    return [row.shown(field), row.masked(field.name)];
  });
}
