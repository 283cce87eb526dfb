import { KehuError, badInput } from '../errors/errors';
import type { Field, Noun, NounRegistry } from '../model/registry';
import type { Where } from './where';

/**
 * What one filter, order or group list may hold. Refused from the request alone, before any statement is made: an engine
 * would refuse it too, but later, in its own words, and for some of them only where it meets a row.
 */
export const queryLimits = {
  /** Conditions of one filter, groups and list items included. */
  conditions: 300,
  /** Objects within objects of one filter. */
  depth: 16,
  /** Relations within relations of one filter, order or group. */
  hops: 4,
  /** Relations of one filter in all, and tags that a record must all have: each is a sub-query for every record. */
  relations: 24,
  /** Values of all lists of one filter. */
  values: 5_000,
  /** Objects of one `orderBy` or `groupBy`. */
  keys: 8,
  /** Characters of a text to look for. */
  textLength: 200,
} as const;

const tooMuch = (path: string, what: { en: string; zh: string }, most: number): KehuError =>
  new KehuError(
    'QUERY_TOO_EXPENSIVE',
    {
      en: `${path} has too many ${what.en}; at most ${most.toLocaleString('en-US')} are taken. Ask in several requests.`,
      zh: `${path} 的${what.zh}过多，最多允许 ${most.toLocaleString('en-US')}，请拆分为多次请求。`,
    },
    [path],
  );

const levels = { en: 'levels', zh: '层级' };
const relations = { en: 'relations within relations', zh: '嵌套关系' };

/** Counts of one filter while it is walked. */
interface Budget {
  path: string;
  conditions: number;
  relations: number;
  values: number;
}

/** @throws KehuError QUERY_TOO_EXPENSIVE where the filter is larger than {@link queryLimits} */
export function checkWhereSize(nouns: NounRegistry, noun: Noun, where: Where, path = 'where'): void {
  walk(nouns, noun, where, 1, 0, { path, conditions: 0, relations: 0, values: 0 });
}

function walk(nouns: NounRegistry, noun: Noun, where: unknown, depth: number, hops: number, budget: Budget): void {
  if (depth > queryLimits.depth) throw tooMuch(budget.path, levels, queryLimits.depth);
  if (hops > queryLimits.hops) throw tooMuch(budget.path, relations, queryLimits.hops);
  for (const [key, value] of entriesOf(where)) {
    spend(budget);
    if (key === 'and' || key === 'or') {
      for (const part of Array.isArray(value) ? (value as unknown[]) : []) {
        spend(budget);
        walk(nouns, noun, part, depth + 1, hops, budget);
      }
    } else if (key === 'not') {
      walk(nouns, noun, value, depth + 1, hops, budget);
    } else {
      walkField(nouns, noun.fields.get(key), value, depth, hops, budget);
    }
  }
}

function walkField(
  nouns: NounRegistry,
  field: Field | undefined,
  value: unknown,
  depth: number,
  hops: number,
  budget: Budget,
): void {
  if (field?.kind === 'link') spendRelations(budget, 1);
  if (field?.kind === 'many') spendRelations(budget, entriesOf(value).length);
  if (field?.kind === 'link') return walk(nouns, nouns.get(field.to!), value, depth + 1, hops + 1, budget);
  if (field?.kind === 'many') {
    for (const [, inner] of entriesOf(value)) {
      spend(budget);
      walk(nouns, nouns.get(field.to!), inner, depth + 1, hops + 1, budget);
    }
    return;
  }
  for (const [operator, operand] of entriesOf(value)) {
    spend(budget);
    if (Array.isArray(operand)) {
      if (operator === 'hasAll') spendRelations(budget, operand.length);
      budget.values += operand.length;
      if (budget.values > queryLimits.values) {
        throw tooMuch(budget.path, { en: 'values in lists', zh: '列表值' }, queryLimits.values);
      }
    } else {
      // Operators of operators (`stage: { key: { … } }`), which the schema doesn't let go on.
      walkField(nouns, undefined, operand, depth, hops, budget);
    }
  }
}

function spend(budget: Budget): void {
  budget.conditions += 1;
  if (budget.conditions > queryLimits.conditions) {
    throw tooMuch(budget.path, { en: 'conditions', zh: '条件' }, queryLimits.conditions);
  }
}

function spendRelations(budget: Budget, count: number): void {
  budget.relations += count;
  if (budget.relations > queryLimits.relations) {
    throw tooMuch(budget.path, { en: 'relations and tags of hasAll', zh: '关系与 hasAll 标签' }, queryLimits.relations);
  }
}

const entriesOf = (of: unknown): [string, unknown][] =>
  typeof of === 'object' && of !== null && !Array.isArray(of)
    ? Object.entries(of).filter(([, value]) => value !== undefined)
    : [];

/** Refuses an order or group list that is too long. */
export function checkKeys(keys: readonly unknown[], path: string): void {
  if (keys.length > queryLimits.keys) throw tooMuch(path, { en: 'fields', zh: '字段' }, queryLimits.keys);
}

/** Refuses an order or group that follows too many relations; each is a join. */
export function checkHops(hops: number, path: string): void {
  if (hops > queryLimits.hops) throw tooMuch(path, relations, queryLimits.hops);
}

/** Refuses a text to look for that no record could hold and some engines choke on. */
export function checkTextLength(text: string, path: string): void {
  const most = queryLimits.textLength;
  if ([...text.slice(0, 4 * most)].length > most) {
    throw badInput(path, `${path} takes at most ${most} characters.`, `${path} 最多 ${most} 个字符。`);
  }
}
