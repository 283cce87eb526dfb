import { readsAlways, seesAlways } from '../access/always';
import { boundTo } from '../access/bound';
import { and, none, not, predicateKey, type Predicate } from '../access/predicate';
import type { Policy } from '../access/policy';
import type { Principal } from '../access/principal';
import { systemFieldNames, type RuleBook } from '../access/rule-book';
import { compileRuleSet, type RuleSet } from '../access/rule-set';
import { guard } from '../access/guard';
import type { Noun, NounRegistry } from '../model/registry';
import { Compilation, type ReadContext } from '../query/context';
import { readByPks } from '../query/finish';
import { liveSql, predicateSql } from '../query/predicate-sql';
import { allOf, join, raw, sql, type Sql } from '../query/sql';
import { lookedAt } from '../records/looked-at';

/** How a principal is under the rules before and after a change; null: it would not be there. */
export interface Concerned {
  id: string;
  kind: 'user' | 'client';
  name: string;
  before: Principal;
  after: Principal;
}

/** What somebody's view of one noun gains and loses, counted over the records that the asker may see. */
export interface ViewEffect {
  noun: string;
  purpose: string;
  rowsGained: number;
  rowsLost: number;
  /** Names of a few records gained or lost, as the asker is shown them. */
  gainedExamples: string[];
  lostExamples: string[];
  fields: { field: string; gained: number; lost: number }[];
}

/** Counts by what they count: people for whom the same changes share them. Null: what is not counted for the asker. */
export type KnownCounts = Map<string, Omit<ViewEffect, 'purpose'> | null>;

/** What changes for one principal, and whether all of it was counted. */
export interface Effects {
  views: ViewEffect[];
  whole: boolean;
}

/** Counts what changes for one principal, noun by noun; nouns whose rules stay as they are cost nothing. */
export async function effectsOn(
  asker: ReadContext,
  concerned: Concerned,
  before: RuleBook,
  after: RuleBook,
  fixed: Fixed,
  known: KnownCounts = new Map(),
): Promise<Effects> {
  const effects: ViewEffect[] = [];
  const purposes = [...new Set([...concerned.before.purposes, ...concerned.after.purposes])];
  const seen = new Set<string>();
  let whole = true;
  for (const purpose of purposes) {
    const was = side(before, { ...concerned.before, purpose });
    const will = side(after, { ...concerned.after, purpose });
    for (const noun of asker.nouns.all()) {
      const difference = differenceOf(noun, was, will);
      if (!difference || seen.has(difference.key)) continue;
      seen.add(difference.key);
      let counted = known.get(difference.key);
      if (counted === undefined) {
        counted = mayCount(asker, noun, difference, fixed) ? await count(asker, noun, difference) : null;
        known.set(difference.key, counted);
      }
      if (counted) effects.push({ purpose, ...counted });
      else whole = false;
    }
  }
  return { views: effects.filter((effect) => effect.rowsGained + effect.rowsLost + effect.fields.length > 0), whole };
}

/** `noun.field` of everything that scopes of the product look at: their conditions are not the asker's to word. */
export type Fixed = ReadonlySet<string>;

export const fixedFields = (nouns: NounRegistry, builtIn: readonly Policy[]): Fixed =>
  new Set(
    builtIn.flatMap(({ noun, scopes, consent }) =>
      [...Object.values(scopes), ...Object.values(consent ?? {})].flatMap((scope) => [...lookedAt(nouns, noun, scope)]),
    ),
  );

/**
 * Whether the conditions look at nothing that the asker may not read itself: else the count would tell of it, guess by guess.
 */
function mayCount({ nouns, ruleSet }: ReadContext, noun: Noun, { row, cells }: Difference, fixed: Fixed): boolean {
  const conditions = [row, ...cells.values()].flatMap(({ was, will }) => [was, will]);
  return conditions.every((condition) =>
    [...lookedAt(nouns, noun.name, condition)].every((looked) => {
      const [of, field] = looked.split('.') as [string, string];
      const shown = of === noun.name || seesAlways(ruleSet, of);
      return fixed.has(looked) || (shown && readsAlways(ruleSet, of, field));
    }),
  );
}

interface Side {
  principal: Principal;
  ruleSet: RuleSet;
}

const side = (book: RuleBook, principal: Principal): Side => ({
  principal,
  ruleSet: compileRuleSet(book, principal.roles, principal.purpose, principal.limits ?? null),
});

interface Change {
  was: Predicate;
  will: Predicate;
}

interface Difference {
  key: string;
  row: Change;
  cells: Map<string, Change>;
}

/** The conditions that differ, each principal's values bound; null where the view stays what it is. */
function differenceOf(noun: Noun, before: Side, after: Side): Difference | null {
  const row = { was: rowOf(before, noun.name), will: rowOf(after, noun.name) };
  const cells = new Map<string, Change>();
  for (const field of noun.fields.keys()) {
    if (systemFieldNames.has(field)) continue;
    const cell = { was: cellOf(before, noun.name, field, row.was), will: cellOf(after, noun.name, field, row.will) };
    if (predicateKey(cell.was) !== predicateKey(cell.will)) cells.set(field, cell);
  }
  if (cells.size === 0 && predicateKey(row.was) === predicateKey(row.will)) return null;
  return { key: JSON.stringify([noun.name, row, [...cells]]), row, cells };
}

const rowOf = ({ principal, ruleSet }: Side, noun: string): Predicate => boundTo(principal, ruleSet.view(noun).row);

const cellOf = ({ principal, ruleSet }: Side, noun: string, field: string, row: Predicate): Predicate =>
  and(row, boundTo(principal, ruleSet.view(noun).cells.get(field)?.read ?? none));

const exampleCount = 3;

async function count(asker: ReadContext, noun: Noun, { row, cells }: Difference): Promise<Omit<ViewEffect, 'purpose'>> {
  const questions = new Map<string, Predicate>();
  const ask = (from: Predicate, to: Predicate): string => {
    const predicate = and(to, not(from));
    const key = predicateKey(predicate);
    questions.set(key, predicate);
    return key;
  };
  const rows = { gained: ask(row.was, row.will), lost: ask(row.will, row.was) };
  const fields = [...cells].map(([field, { was, will }]) => ({
    field,
    gained: ask(was, will),
    lost: ask(will, was),
  }));
  const answers = await countAll(asker, noun, [...questions.values()]);
  const counts = new Map([...questions.keys()].map((key, i) => [key, answers[i]!]));
  const told = fields
    .map(({ field, gained, lost }) => ({ field, gained: counts.get(gained)!, lost: counts.get(lost)! }))
    .filter(({ gained, lost }) => gained + lost > 0);
  const rowsGained = counts.get(rows.gained)!;
  const rowsLost = counts.get(rows.lost)!;
  return {
    noun: noun.name,
    rowsGained,
    rowsLost,
    gainedExamples: rowsGained > 0 ? await examples(asker, noun, questions.get(rows.gained)!) : [],
    lostExamples: rowsLost > 0 ? await examples(asker, noun, questions.get(rows.lost)!) : [],
    fields: told,
  };
}

/** Live rows in the asker's view, and what else is asked of them. */
function visible(asker: ReadContext, noun: Noun): { compilation: Compilation; alias: Sql; where: Sql } {
  const compilation = new Compilation(asker);
  const alias = compilation.alias();
  const row = predicateSql(compilation, noun, alias, asker.ruleSet.view(noun.name).row);
  return { compilation, alias, where: allOf([liveSql(noun, alias), row]) };
}

async function countAll(asker: ReadContext, noun: Noun, questions: readonly Predicate[]): Promise<number[]> {
  const { compilation, alias, where } = visible(asker, noun);
  const sums = questions.map(
    (question) =>
      sql`COALESCE(SUM(CASE WHEN ${predicateSql(compilation, noun, alias, question)} THEN 1 ELSE 0 END), 0)`,
  );
  const text = sql`SELECT ${join(sums, ', ')} FROM ${raw(noun.table)} ${alias} WHERE ${where}`;
  // Parameters are bound in the order of the text, which the template keeps.
  const [row] = await asker.runner.rows(text.text, text.params);
  return questions.map((_, i) => Number(row?.[i] ?? 0));
}

async function examples(asker: ReadContext, noun: Noun, question: Predicate): Promise<string[]> {
  const title = noun.title === undefined ? undefined : noun.fields.get(noun.title);
  if (!title) return [];
  const { compilation, alias, where } = visible(asker, noun);
  const found = allOf([where, predicateSql(compilation, noun, alias, question)]);
  const text = sql`SELECT ${alias}.pk FROM ${raw(noun.table)} ${alias} WHERE ${found} ORDER BY ${alias}.pk LIMIT ${raw(String(exampleCount))}`;
  const pks = (await asker.runner.rows(text.text, text.params)).map((row) => Number(row[0]));
  const rows = await readByPks(asker, noun, pks, {
    fields: [title],
    links: [],
    manys: [],
    history: [],
    access: false,
  });
  return rows.map((row) => guard(row, title)).filter((name): name is string => typeof name === 'string');
}
