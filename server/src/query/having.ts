import { badInput } from '../errors/errors';
import type { Measure, MeasureFunction } from './measure';
import { allOf, bind, list, negate, raw, sql, type Sql } from './sql';
import { toColumn } from './values';
import { listOperand, twoBounds } from './where';

/** `{ count: { gt: 3 }, sum: { amount: { gte: "10" } } }`: all must hold; null compares false. */
export type Having = Readonly<Record<string, unknown>>;

/** Conditions over measures that are already compiled, so that they see nothing a selection would not. */
export function havingSql(measures: readonly Measure[], having: Having): Sql {
  const parts = Object.entries(having).flatMap(([name, value]) => {
    if (value === null || value === undefined) return [];
    if (name === 'count') return [measureCondition(find(measures, 'count', ''), value as object, 'having.count')];
    return Object.entries(value as object).flatMap(([field, filter]) =>
      filter === null || filter === undefined
        ? []
        : [
            measureCondition(
              find(measures, name as MeasureFunction, field),
              filter as object,
              `having.${name}.${field}`,
            ),
          ],
    );
  });
  return allOf(parts);
}

function find(measures: readonly Measure[], name: MeasureFunction, field: string): Measure {
  return measures.find((measure) => measure.function === name && measure.field === field)!;
}

function measureCondition(measure: Measure, filter: object, path: string): Sql {
  if (measure.function === 'median') {
    throw badInput(path, 'median can be selected, but not compared.', '中位数可以查询，但不能作为条件。');
  }
  const counting = measure.function === 'count' || measure.function === 'countDistinct';
  const kind = counting ? 'integer' : measure.definition.kind === 'derived' ? 'decimal' : measure.definition.kind;
  const operand = (value: unknown, at: string) => bind(toColumn(kind, value, at));
  const parts = Object.entries(filter).map(([operator, value]) => {
    const at = `${path}.${operator}`;
    if (value === null) throw badInput(at, `${at} can't be null.`, `${at} 不能为 null。`);
    switch (operator) {
      case 'isNull':
        return sql`${measure.ordering} ${raw(value ? 'IS NULL' : 'IS NOT NULL')}`;
      case 'in':
      case 'notIn': {
        const values = listOperand(value, at).map((one) => toColumn(kind, one, at));
        const part = sql`${measure.ordering} IN ${list(values)}`;
        return operator === 'in' ? part : negate(part);
      }
      case 'ne':
        return negate(sql`${measure.ordering} = ${operand(value, at)}`);
      case 'between': {
        const bounds = listOperand(value, at);
        if (bounds.length !== 2) throw twoBounds(at);
        const [from, to] = bounds;
        return sql`${measure.ordering} BETWEEN ${operand(from, at)} AND ${operand(to, at)}`;
      }
      default:
        return sql`${measure.ordering} ${raw(operators[operator as keyof typeof operators])} ${operand(value, at)}`;
    }
  });
  return allOf(parts);
}

const operators = { eq: '=', gt: '>', gte: '>=', lt: '<', lte: '<=' } as const;
