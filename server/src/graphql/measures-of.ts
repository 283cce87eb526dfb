import type { FieldNode, GraphQLObjectType } from 'graphql';
import { customGroup, customName } from '../model/custom-field';
import type { Noun } from '../model/registry';
import { subtotalKey, type AggregateRequest } from '../query/aggregate';
import type { MeasureFunction, MeasureRequest } from '../query/measure';
import { argsOf, late, subfields, type Args, type Info, type Late } from './late';

/** Measures that an aggregate's selection names, for its groups, its totals and its subtotals. */
export function measuresOf(
  info: Info,
  noun: Noun,
  nodes: readonly FieldNode[],
): Late<Pick<AggregateRequest, 'measures' | 'totals' | 'subtotals'>> {
  const connection = info.schema.getType(`${noun.typeName}AggregateConnection`) as GraphQLObjectType;
  const groups: FieldNode[] = [];
  const totals: FieldNode[] = [];
  const subtotals: { args: Late<Args>; measures: Late<MeasureRequest[]> }[] = [];
  for (const group of subfields(info, connection, nodes).values()) {
    const [first] = group as [FieldNode];
    if (first.name.value === 'nodes') groups.push(...group);
    if (first.name.value === 'totals') totals.push(...group);
    if (first.name.value === 'subtotals')
      subtotals.push({ args: argsOf(connection, first), measures: rowMeasures(info, noun, group) });
  }
  const ofGroups = rowMeasures(info, noun, groups);
  const ofTotals = totals.length ? rowMeasures(info, noun, totals) : null;
  const constant =
    ofGroups.constant &&
    (ofTotals?.constant ?? true) &&
    subtotals.every(({ args, measures }) => args.constant && measures.constant);
  return late(constant, (variables) => {
    // What two aliases ask of the same keys is read once.
    const byKeys = new Map<string, { keys: number[]; measures: MeasureRequest[] }>();
    for (const { args, measures } of subtotals) {
      const keys = args.of(variables).keys as number[];
      const known = byKeys.get(subtotalKey(keys));
      if (known) known.measures.push(...measures.of(variables));
      else byKeys.set(subtotalKey(keys), { keys, measures: [...measures.of(variables)] });
    }
    return {
      measures: ofGroups.of(variables),
      totals: ofTotals?.of(variables) ?? null,
      subtotals: [...byKeys.values()],
    };
  });
}

function rowMeasures(info: Info, noun: Noun, nodes: readonly FieldNode[]): Late<MeasureRequest[]> {
  const row = info.schema.getType(`${noun.typeName}Aggregate`) as GraphQLObjectType;
  const found: { request: MeasureRequest; args: Late<Args> | null }[] = [];
  for (const group of subfields(info, row, nodes).values()) {
    const name = group[0]!.name.value;
    const args = name === 'percentile' ? argsOf(row, group[0]!) : null;
    const add = (field: string): void =>
      void found.push({ request: { function: name as MeasureFunction, field }, args });
    if (name === 'count') add('');
    else if (measureFunctions.has(name)) {
      const type = row.getFields()[name]!.type as GraphQLObjectType;
      for (const inner of subfields(info, type, group).values()) {
        const field = inner[0]!.name.value;
        if (field === customGroup) {
          const below = type.getFields()[customGroup]!.type as GraphQLObjectType;
          for (const custom of subfields(info, below, inner).values()) {
            const key = custom[0]!.name.value;
            if (key !== '__typename') add(customName(key));
          }
        } else if (field !== '__typename') add(field);
      }
    }
  }
  return late(
    found.every(({ args }) => args?.constant ?? true),
    (variables) => found.map(({ request, args }) => (args ? { ...request, p: Number(args.of(variables).p) } : request)),
  );
}

const measureFunctions = new Set(['countDistinct', 'sum', 'avg', 'min', 'max', 'median', 'percentile']);
