import { getNamedType, isObjectType, type GraphQLSchema } from 'graphql';
import type { AskedGroups } from './group-question';

type Values = Readonly<Record<string, unknown>>;

/** One key of a grouping: where it stands in a group's `key`, and how it is called. */
export interface PivotKey {
  path: readonly string[];
  label: string;
}

/** Places of the keys that go down the side, outermost first, and of the one that goes across. */
export interface PivotLayout {
  down: readonly number[];
  across: number;
}

/** The path of a `groupBy` object: `{ owner: { name: true } }` is `owner.name`, a date bucket ends at its field. */
export function pathOf(groupBy: Values): string[] {
  const [entry] = Object.entries(groupBy).filter(
    ([, value]) => value !== null && value !== undefined && value !== false,
  );
  if (!entry) return [];
  const [name, value] = entry;
  const hop = typeof value === 'object' && !('bucket' in (value as object));
  return hop ? [name, ...pathOf(value as Values)] : [name];
}

export const keysOf = ({ groupBy }: Pick<AskedGroups, 'groupBy'>): PivotKey[] =>
  groupBy.map((one) => ({ path: pathOf(one), label: pathOf(one).join('.') }));

/** The layout that one would draw: the last key across, the others down. */
export const usualLayout = (keys: number): PivotLayout => ({
  down: Array.from({ length: keys - 1 }, (_, i) => i),
  across: keys - 1,
});

/** The levels of a layout, each by the places of the keys it groups by: cells first, then every total. */
export function levelsOf({ down, across }: PivotLayout): Record<string, readonly number[]> {
  const levels: Record<string, readonly number[]> = {};
  for (let depth = down.length; depth >= 0; depth--) {
    const keys = down.slice(0, depth);
    levels[`d${depth}across`] = [...keys, across];
    levels[`d${depth}`] = keys;
  }
  return levels;
}

/**
 * The groups of a question with every total of a table of them, in one document: the server adds up, so that averages, medians
 * and distinct counts are right in totals too.
 */
export function pivotQuestion(
  schema: GraphQLSchema,
  asked: AskedGroups,
  layout: PivotLayout,
): { document: string; variables: Values } {
  const { type, where, search, groupBy, measures } = asked;
  const field = `${type.charAt(0).toLowerCase()}${type.slice(1)}Aggregate`;
  const keys = keysOf(asked).map(({ path }) => path);
  const level = ([name, places]: [string, readonly number[]]): string => {
    const key = places.map((place) => keySelection(schema, type, keys[place]!)).join(' ');
    return `${name}: subtotals(keys: ${JSON.stringify(places)}) { ${key && `key { ${key} }`} ${measures} kehuWhere: where }`;
  };
  return {
    document: `query Pivot($where: ${type}Where, $search: String, $groupBy: [${type}GroupBy!]) {
  groups: ${field}(where: $where, search: $search, groupBy: $groupBy, first: 1) {
    ${Object.entries(levelsOf(layout)).map(level).join('\n    ')}
  }
}`,
    variables: { where, search, groupBy },
  };
}

function keySelection(schema: GraphQLSchema, type: string, path: readonly string[]): string {
  let of = schema.getType(`${type}GroupKey`);
  for (const name of path) of = isObjectType(of) ? getNamedType(of.getFields()[name]?.type) : undefined;
  const leaf = isObjectType(of) ? ' { key name }' : '';
  return path.reduceRight((inner, name, i) => `${name}${i === path.length - 1 ? leaf : ` { ${inner} }`}`, '');
}
