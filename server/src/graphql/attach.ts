import {
  getNamedType,
  GraphQLInterfaceType,
  GraphQLObjectType,
  type GraphQLFieldResolver,
  type GraphQLSchema,
} from 'graphql';
import { guard, GuardedRow } from '../access/guard';
import { customGroup, customName } from '../model/custom-field';
import { flatCustom } from '../model/flat-custom';
import type { Field, Noun, NounRegistry } from '../model/registry';
import { readAggregate, type AggregatePage, type AggregateRequest } from '../query/aggregate';
import type { HistoryPage } from '../query/history';
import { readPage, type Page } from '../query/page';
import { readRecord } from '../query/record';
import { accessOf } from './access-of';
import { attachMutations } from './attach-mutations';
import { emptyHistory, emptyPage, ofAggregate, ofHistory, ofPage } from './connections';
import type { KehuContext } from './kehu-context';
import { customValuesOf, groupedKey, offeredFields, wantedFields, type CustomGroup } from './custom/custom-rows';
import { attachRead, attachShape, shapeOf, type RootRead } from './root-read';
import { keepNouns, nounsOf } from './schema-nouns';
import { measuresOf } from './measures-of';
import { pageArgs } from './page-args';
import { compilePage, compileSelection } from './selection-of';

type Resolver = GraphQLFieldResolver<unknown, KehuContext>;

/**
 * Gives the finished schema its resolvers: root fields read whole trees through the query module, every field of a guarded
 * type goes through the guard. A guarded type with a field that got none fails the start.
 */
export function attachResolvers(schema: GraphQLSchema, nouns: NounRegistry): void {
  keepNouns(schema, nouns);
  const query = schema.getQueryType()!;
  for (const noun of nouns.all()) {
    attachQueries(query, noun);
    attachObject(schema, noun);
    attachConnection(schema, noun);
    attachAggregate(schema, noun);
    attachMutations(schema, noun);
  }
  attachHistory(schema);
  for (const noun of nouns.all()) attachPlain(objectType(schema, noun.typeName));
  attachNode(schema, query, nouns);
}

const set = (type: GraphQLObjectType, name: string, resolve: Resolver): void => {
  const field = type.getFields()[name];
  if (!field) throw new Error(`${type.name} has no field ${name}`);
  field.resolve = resolve;
};

const objectType = (schema: GraphQLSchema, name: string): GraphQLObjectType => {
  const type = schema.getType(name);
  if (!(type instanceof GraphQLObjectType)) throw new Error(`no object type ${name}`);
  return type;
};

function attachQueries(query: GraphQLObjectType, { name, plural }: Noun): void {
  const read = (field: string, of: RootRead): void => attachRead(query.getFields()[field]!, of);
  read(name, (info, nodes) => {
    const nouns = nounsOf(info.schema);
    const noun = nouns.get(name);
    const selection = compileSelection(info, nouns, noun, nodes);
    return async (context, args, variables) =>
      readRecord(context.reading(), noun, String(args.id), selection.of(variables), args.deleted === true);
  });
  read(plural, (info, nodes) => {
    const nouns = nounsOf(info.schema);
    const noun = nouns.get(name);
    const page = compilePage(info, nouns, noun, nodes);
    return async (context, args, variables) => readPage(context.reading(), noun, page.of(args, variables));
  });
  read(`${name}Aggregate`, (info, nodes) => {
    const noun = nounsOf(info.schema).get(name);
    const measures = measuresOf(info, noun, nodes);
    return async (context, args, variables) =>
      readAggregate(context.reading(), noun, { ...aggregateArgs(args), ...measures.of(variables) });
  });
}

function aggregateArgs(
  args: Readonly<Record<string, unknown>>,
): Omit<AggregateRequest, 'measures' | 'totals' | 'subtotals'> {
  const given = flatCustom(args) as Partial<AggregateRequest>;
  const { first, after } = pageArgs({ first: args.first, after: args.after });
  return {
    where: given.where ?? null,
    search: given.search ?? null,
    groupBy: given.groupBy ?? [],
    having: given.having ?? null,
    orderBy: given.orderBy ?? [],
    first,
    after,
  };
}

function attachObject(schema: GraphQLSchema, noun: Noun): void {
  const type = objectType(schema, noun.typeName);
  attachShape(type, { kind: 'record', noun });
  for (const name of Object.keys(type.getFields())) {
    if (name === 'access') set(type, name, (row, _, context) => accessOf(row, context.ruleSet()));
    else if (name === 'history') set(type, name, (row, _, __, info) => related(row, info.path.key) ?? emptyHistory);
    else if (name === 'customValues') set(type, name, customValues(noun.name));
    else set(type, name, fieldResolver(noun, noun.fields.get(name)));
  }
}

const customValues =
  (name: string): Resolver =>
  (row, args, _, { schema, path }) => {
    if (!(row instanceof GuardedRow)) return null;
    const nouns = nounsOf(schema);
    const fields = wantedFields(offeredFields(schema, nouns.get(name)), args.keys);
    return customValuesOf(row, nouns, fields, String(path.key));
  };

/** Gives the group `custom` of a noun its resolvers, which ask the same guard of the same row. */
export function attachCustomGroup(owner: GraphQLObjectType, group: GraphQLObjectType, noun: Noun): void {
  set(owner, customGroup, (row, _, __, info) =>
    row instanceof GuardedRow ? ({ row, key: String(info.path.key) } satisfies CustomGroup) : null,
  );
  for (const name of Object.keys(group.getFields())) {
    const field = noun.fields.get(customName(name))!;
    set(group, name, (of, _, __, info) => {
      const { row, key } = of as CustomGroup;
      if (field.kind !== 'link') return guard(row, field);
      return allowed(row, field) ? related(row, groupedKey(key, String(info.path.key))) : null;
    });
  }
}

const related = (row: unknown, key: string | number): unknown =>
  row instanceof GuardedRow ? (row.reached(String(key)) ?? null) : null;

function fieldResolver(noun: Noun, field: Field | undefined): Resolver {
  if (!field) throw new Error(`${noun.typeName} has a field that the noun does not know`);
  if (field.kind === 'link') {
    return (row, _, __, info) => (allowed(row, field) ? related(row, info.path.key) : null);
  }
  if (field.kind === 'many') {
    return (row, _, __, info) => (allowed(row, field) ? (related(row, info.path.key) ?? emptyPage) : emptyPage);
  }
  return (row) => guard(row, field);
}

const allowed = (row: unknown, field: Field): boolean => row instanceof GuardedRow && row.readable(field.name);

function attachConnection(schema: GraphQLSchema, noun: Noun): void {
  const connection = schema.getType(`${noun.typeName}Connection`);
  if (!(connection instanceof GraphQLObjectType)) return;
  attachShape(connection, { kind: 'page' });
  set(connection, 'nodes', (page) => ofPage.nodes(page as Page));
  set(connection, 'edges', (page) => ofPage.edges(page as Page));
  set(connection, 'pageInfo', (page) => ofPage.pageInfo(page as Page));
  set(connection, 'totalCount', (page, args) => ofPage.totalCount(page as Page, args));
  const edge = objectType(schema, `${noun.typeName}Edge`);
  attachShape(edge, { kind: 'plain' });
  set(edge, 'node', (of) => (of as { node: GuardedRow }).node);
  set(edge, 'cursor', (of) => (of as { cursor: string }).cursor);
  attachPlain(connection);
}

function attachHistory(schema: GraphQLSchema): void {
  const connection = objectType(schema, 'HistoryConnection');
  attachShape(connection, { kind: 'history' });
  set(connection, 'nodes', (page) => ofHistory.nodes(page as HistoryPage));
  set(connection, 'edges', (page) => ofHistory.edges(page as HistoryPage));
  set(connection, 'pageInfo', (page) => ofHistory.pageInfo(page as HistoryPage));
  attachPlain(connection);
}

function attachAggregate(schema: GraphQLSchema, noun: Noun): void {
  const connection = objectType(schema, `${noun.typeName}AggregateConnection`);
  attachShape(connection, { kind: 'aggregate' });
  set(connection, 'nodes', (page) => ofAggregate.nodes(page as AggregatePage));
  const group = objectType(schema, `${noun.typeName}Aggregate`);
  if (group.getFields().percentile) {
    set(group, 'percentile', (of, args) =>
      (of as { percentile(args: Record<string, unknown>): unknown }).percentile(args),
    );
  }
  set(connection, 'subtotals', (page, args) => ofAggregate.subtotals(page as AggregatePage, args));
  set(connection, 'totals', (page) => ofAggregate.totals(page as AggregatePage));
  set(connection, 'pageInfo', (page) => ofAggregate.pageInfo(page as AggregatePage));
  attachPlain(connection);
}

/** Types below these are objects whose fields are their properties, unless they are told to be something else. */
function attachPlain(type: GraphQLObjectType): void {
  for (const field of Object.values(type.getFields())) {
    const below = getNamedType(field.type);
    if (!(below instanceof GraphQLObjectType) || shapeOf(below)) continue;
    attachShape(below, { kind: 'plain' });
    attachPlain(below);
  }
}

/** `node(id)`: the first noun whose view holds the id. Ids are random, so at most one does. */
function attachNode(schema: GraphQLSchema, query: GraphQLObjectType, nouns: NounRegistry): void {
  const node = schema.getType('Node');
  if (!(node instanceof GraphQLInterfaceType)) throw new Error('no interface Node');
  node.resolveType = (value) => (value instanceof GuardedRow ? nouns.get(value.view.noun).typeName : undefined);
  attachRead(query.getFields().node!, (info, nodes) => {
    const all = nounsOf(info.schema);
    const selections = all.all().map((noun) => ({ noun, selection: compileSelection(info, all, noun, nodes) }));
    return async (context, args, variables) => {
      const reading = context.reading();
      for (const { noun, selection } of selections) {
        const row = await readRecord(reading, noun, String(args.id), selection.of(variables));
        if (row) return row;
      }
      return null;
    };
  });
}
