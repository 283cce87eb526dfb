import { GraphQLInterfaceType, GraphQLObjectType, type GraphQLFieldResolver, type GraphQLSchema } from 'graphql';
import { guard, GuardedRow } from '../access/guard';
import type { Field, Noun, NounRegistry } from '../model/registry';
import { readAggregate, type AggregatePage, type AggregateRequest } from '../query/aggregate';
import type { HistoryPage } from '../query/history';
import { readPage, type Page } from '../query/page';
import { readRecord } from '../query/record';
import { accessOf } from './access-of';
import { attachMutations } from './attach-mutations';
import type { KehuContext } from './kehu-context';
import { countLimitOf, measuresOf, pageArgs, pageOf, selectionOf } from './selection-of';

type Resolver = GraphQLFieldResolver<unknown, KehuContext>;

/** A page of nothing: what a to-many relation shows where its cell may not be read. */
const emptyPage: Page = {
  rows: [],
  cursor: () => '',
  hasNextPage: false,
  hasPreviousPage: false,
  total: { count: 0, exact: true },
};

/**
 * Gives the finished schema its resolvers: root fields read whole trees through the query module, every field of a guarded
 * type goes through the guard. A guarded type with a field that got none fails the start.
 */
export function attachResolvers(schema: GraphQLSchema, nouns: NounRegistry): void {
  const query = schema.getQueryType()!;
  for (const noun of nouns.all()) {
    attachQueries(query, noun, nouns);
    attachObject(schema, noun);
    attachConnection(schema, noun);
    attachAggregate(schema, noun);
    attachMutations(schema, noun, nouns);
  }
  attachHistory(schema);
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

function attachQueries(query: GraphQLObjectType, noun: Noun, nouns: NounRegistry): void {
  set(query, noun.name, (_, args, context, info) =>
    readRecord(
      context.reading(),
      noun,
      String(args.id),
      selectionOf(info, nouns, noun, info.fieldNodes),
      args.deleted === true,
    ),
  );
  set(query, noun.plural, (_, args, context, info) =>
    readPage(context.reading(), noun, pageOf(info, nouns, noun, args, info.fieldNodes)),
  );
  set(query, `${noun.name}Aggregate`, (_, args, context, info) => {
    const { first, after } = pageArgs({ first: args.first, after: args.after });
    const request: AggregateRequest = {
      where: args.where ?? null,
      search: args.search ?? null,
      groupBy: args.groupBy ?? [],
      having: args.having ?? null,
      orderBy: args.orderBy ?? [],
      first,
      after,
      ...measuresOf(info, noun, info.fieldNodes),
    };
    return readAggregate(context.reading(), noun, request);
  });
}

function attachObject(schema: GraphQLSchema, noun: Noun): void {
  const type = objectType(schema, noun.typeName);
  for (const name of Object.keys(type.getFields())) {
    if (name === 'access') set(type, name, (row, _, context) => accessOf(row, context.ruleSet()));
    else if (name === 'history') set(type, name, (row, _, __, info) => related(row, info.path.key) ?? emptyHistory);
    else set(type, name, fieldResolver(noun, noun.fields.get(name)));
  }
}

const related = (row: unknown, key: string | number): unknown =>
  row instanceof GuardedRow ? (row.related.get(String(key)) ?? null) : null;

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
  set(connection, 'nodes', (page) => (page as Page).rows);
  set(connection, 'edges', (page) => (page as Page).rows.map((node, i) => ({ node, page, i })));
  set(connection, 'pageInfo', (page) => {
    const { rows, cursor, hasNextPage, hasPreviousPage } = page as Page;
    return {
      hasNextPage,
      hasPreviousPage,
      // Made only where they are asked for: sealing costs more than reading the rest.
      get startCursor() {
        return rows.length ? cursor(0) : null;
      },
      get endCursor() {
        return rows.length ? cursor(rows.length - 1) : null;
      },
    };
  });
  set(connection, 'totalCount', (page, args) => {
    const total = (page as Page).total ?? { count: 0, exact: true };
    const limit = countLimitOf(args.limit);
    return total.count > limit ? { count: limit, exact: false } : total;
  });
  const edge = objectType(schema, `${noun.typeName}Edge`);
  set(edge, 'node', (of) => (of as { node: GuardedRow }).node);
  set(edge, 'cursor', (of) => (of as { page: Page; i: number }).page.cursor((of as { i: number }).i));
}

const emptyHistory: HistoryPage = { entries: [], hasNextPage: false };

function attachHistory(schema: GraphQLSchema): void {
  const connection = objectType(schema, 'HistoryConnection');
  set(connection, 'nodes', (page) => (page as HistoryPage).entries);
  set(connection, 'edges', (page) => (page as HistoryPage).entries.map((node) => ({ node, cursor: node.cursor })));
  set(connection, 'pageInfo', (of) => {
    const page = of as HistoryPage;
    return {
      hasNextPage: page.hasNextPage,
      hasPreviousPage: false,
      startCursor: page.entries[0]?.cursor ?? null,
      endCursor: page.entries.at(-1)?.cursor ?? null,
    };
  });
}

function attachAggregate(schema: GraphQLSchema, noun: Noun): void {
  const connection = objectType(schema, `${noun.typeName}AggregateConnection`);
  set(connection, 'nodes', (page) =>
    (page as AggregatePage).rows.map((row) => ({ ...row.values, key: row.key, suppressed: row.suppressed })),
  );
  set(connection, 'totals', (page) => {
    const { totals } = page as AggregatePage;
    return totals && { ...totals.values, key: null, suppressed: totals.suppressed };
  });
  set(connection, 'pageInfo', (of) => {
    const page = of as AggregatePage;
    return {
      hasNextPage: page.hasNextPage,
      hasPreviousPage: page.offset > 0,
      get startCursor() {
        return page.rows.length ? page.cursor(0) : null;
      },
      get endCursor() {
        return page.rows.length ? page.cursor(page.rows.length - 1) : null;
      },
    };
  });
}

/** `node(id)`: the first noun whose view holds the id. Ids are random, so at most one does. */
function attachNode(schema: GraphQLSchema, query: GraphQLObjectType, nouns: NounRegistry): void {
  const node = schema.getType('Node');
  if (!(node instanceof GraphQLInterfaceType)) throw new Error('no interface Node');
  node.resolveType = (value) => (value instanceof GuardedRow ? nouns.get(value.view.noun).typeName : undefined);
  set(query, 'node', async (_, args, context, info) => {
    const reading = context.reading();
    for (const noun of nouns.all()) {
      const selection = selectionOf(info, nouns, noun, info.fieldNodes);
      const row = await readRecord(reading, noun, String(args.id), selection);
      if (row) return row;
    }
    return null;
  });
}
