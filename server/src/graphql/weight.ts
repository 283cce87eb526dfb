import { getNamedType, Kind, visit, type DocumentNode, type GraphQLSchema, type ValueNode } from 'graphql';

/** A document that may touch more records than this reads much. */
const lightCost = 5_000;
/** Counting further than this reads much. */
const lightCount = 10_000;
/** A filter of more conditions than this reads much: each may be asked of every row. The app's own have fewer. */
const lightConditions = 12;
/** Filters by records on the other side of a link to many. */
const quantifiers = new Set(['some', 'none', 'every']);

/** What in a document tells that it reads much, whatever its variables are; and where variables can. */
interface Marks {
  heavy: boolean;
  /** Conditions and parts of them that the document itself holds. */
  conditions: number;
  /** Variables that conditions are made of. */
  filters: readonly string[];
  /** Variables that say how far to count. */
  counts: readonly string[];
  /** Variables that orders are made of. */
  orders: readonly string[];
}

const known = new WeakMap<DocumentNode, Marks>();

/**
 * Whether an operation is of a kind that reads much: aggregates, filters by children, filters of
 * many conditions, orders through links, long counts, large trees. Decided by the document, its variables and its cost alone, before it runs, so it tells nothing about data.
 */
export function isHeavy(
  schema: GraphQLSchema,
  document: DocumentNode,
  variables: Readonly<Record<string, unknown>>,
  cost: number,
): boolean {
  if (cost > lightCost) return true;
  let marks = known.get(document);
  if (!marks) known.set(document, (marks = marksOf(schema, document)));
  if (marks.heavy || marks.counts.some((name) => Number(variables[name]) > lightCount)) return true;
  if (marks.orders.some((name) => goesThroughLink(variables[name]))) return true;
  const brought = marks.filters.reduce((sum, name) => sum + conditionsOf(variables[name]), 0);
  if (marks.conditions + brought > lightConditions) return true;
  return Object.values(variables).some(namesQuantifier);
}

function marksOf(schema: GraphQLSchema, document: DocumentNode): Marks {
  const root = schema.getQueryType()?.getFields() ?? {};
  const counts: string[] = [];
  const orders: string[] = [];
  const filters: string[] = [];
  let conditions = 0;
  let heavy = false;
  visit(document, {
    Field: (node) => {
      const field = root[node.name.value];
      if (field && getNamedType(field.type).name.endsWith('AggregateConnection')) heavy = true;
      if (node.name.value !== 'totalCount') return;
      for (const { name, value } of node.arguments ?? []) {
        if (name.value !== 'limit') continue;
        if (value.kind === Kind.INT && Number(value.value) > lightCount) heavy = true;
        if (value.kind === Kind.VARIABLE) counts.push(value.name.value);
      }
    },
    ObjectField: ({ name }) => {
      if (quantifiers.has(name.value)) heavy = true;
    },
    Argument: ({ name, value }) => {
      if (name.value === 'where') {
        conditions += leavesOf(value);
        visit(value, { Variable: (variable) => void filters.push(variable.name.value) });
      }
      if (name.value !== 'orderBy') return;
      if (sortsByRelation(value)) heavy = true;
      visit(value, { Variable: (variable) => void orders.push(variable.name.value) });
    },
  });
  return { heavy, conditions, filters, counts, orders };
}

/** Whether an order goes through a link: no index holds it. */
function sortsByRelation(order: ValueNode): boolean {
  if (order.kind === Kind.LIST) return order.values.some(sortsByRelation);
  return order.kind === Kind.OBJECT && order.fields.some(({ value }) => value.kind === Kind.OBJECT);
}

/** Whether an order, or a part of one, that a variable brings goes through a link. */
function goesThroughLink(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(goesThroughLink);
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.values(value).some((of) => typeof of === 'object' && of !== null)
  );
}

/** Comparisons of a filter; one with a list of values is one. */
function leavesOf(filter: ValueNode): number {
  if (filter.kind === Kind.VARIABLE) return 0;
  if (filter.kind === Kind.LIST) return atLeastOne(filter.values.filter(isComposed).map(leavesOf));
  return filter.kind === Kind.OBJECT ? filter.fields.reduce((sum, { value }) => sum + leavesOf(value), 0) : 1;
}

/** The same of one that a variable brings, or a part of one. */
function conditionsOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 1;
  if (Array.isArray(value)) return atLeastOne(value.filter((of) => typeof of === 'object').map(conditionsOf));
  return Object.values(value).reduce<number>((sum, of) => sum + conditionsOf(of), 0);
}

const isComposed = ({ kind }: ValueNode): boolean => kind === Kind.OBJECT || kind === Kind.LIST;

const atLeastOne = (counts: readonly number[]): number =>
  Math.max(
    1,
    counts.reduce((sum, count) => sum + count, 0),
  );

/** How deep variables may be nested is bounded before anything walks them. */
function namesQuantifier(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([name, of]) => quantifiers.has(name) || namesQuantifier(of));
}
