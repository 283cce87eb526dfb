import {
  executeSync,
  GraphQLError,
  GraphQLObjectType,
  isLeafType,
  parse,
  type DocumentNode,
  type GraphQLFieldResolver,
  type GraphQLNamedType,
  type GraphQLSchema,
} from 'graphql';
import { isLive, type Row, type World } from '../../src/access/oracle/company';
import { deniedInWhere, matches } from '../../src/access/oracle/filter';
import { deniedInOrder, ordered } from '../../src/access/oracle/order';
import { list, lookUp, type ListQuestion } from '../../src/access/oracle/read';
import { shownCell } from '../../src/access/oracle/shown';
import { readable, visibleChildren, visibleTarget } from '../../src/access/oracle/view';
import { nouns } from '../../src/access/oracle/testing/test-world';
import { flatCustom } from '../../src/model/flat-custom';
import { customGroup, customKey, customName } from '../../src/model/custom-field';
import { offeredTo, schemaOffering } from './schema';

/** Stands where the oracle has no opinion: cursors, history, rights to write. */
export const anything = '\u0000anything';

const byType = new Map(nouns.all().map((noun) => [noun.typeName, noun.name]));
const byPlural = new Map(nouns.all().map((noun) => [noun.plural, noun.name]));

interface Rows {
  noun: string;
  all: readonly Row[];
  first: number;
  back: boolean;
}

interface Found {
  noun: string;
  row: Row;
}

/** What a request is refused with from rules alone. */
class Forbidden extends Error {
  constructor(readonly fields: readonly string[]) {
    super('forbidden');
  }
}

type Args = Record<string, unknown>;

const pageOf = (noun: string, all: readonly Row[], args: Args): Rows => {
  const back = args.last !== undefined && args.last !== null;
  return { noun, all, first: Number((back ? args.last : args.first) ?? 50), back };
};

function root(world: World, name: string, args: Args): unknown {
  const noun = byPlural.get(name);
  if (noun) {
    // A search for nothing is none.
    const search = typeof args.search === 'string' && args.search.trim() !== '' ? args.search : undefined;
    const answer = list(world, noun, { ...(args as ListQuestion), search });
    if ('forbidden' in answer) throw new Forbidden(answer.forbidden);
    return pageOf(noun, answer.rows, args);
  }
  if (name === 'node') return nouns.all().flatMap((one) => foundBy(world, one.name, args) ?? [])[0] ?? null;
  return nouns.has(name) ? foundBy(world, name, args) : anything;
}

function foundBy(world: World, noun: string, args: Args): Found | null {
  const deleted = args.deleted === true ? list(world, noun, { deleted: true }) : { rows: [] };
  if ('forbidden' in deleted) throw new Forbidden(deleted.forbidden);
  const id = String(args.id).toLowerCase();
  const row = lookUp(world, noun, id, args.deleted === true);
  return row && { noun, row };
}

function cell(world: World, { noun, row }: Found, name: string, args: Args): unknown {
  if (name === 'access' || name === 'history') return anything;
  if (name === customGroup) return { noun, row, group: true } satisfies Found & { group: true };
  if (name === 'customValues') return customValues(world, { noun, row }, args.keys as readonly string[] | null);
  const field = nouns.field(noun, name);
  if (field.kind === 'link') {
    const target = visibleTarget(world, noun, row, name);
    return target && { noun: field.to!, row: target };
  }
  if (field.kind === 'many') {
    if (readable(world, noun, row, name)) refuseDenied(world, field.to!, args);
    const children = visibleChildren(world, noun, row, name).filter((child) =>
      matches(world, field.to!, child, (args.where ?? {}) as Args),
    );
    return pageOf(field.to!, ordered(world, field.to!, children, (args.orderBy ?? []) as Args[]), args);
  }
  // What a deleted record's children come to is nobody's promise.
  if (!isLive(row) && field.derivation?.from === 'children') return anything;
  const { shown } = shownCell(world, noun, row, name);
  if (field.kind === 'choices' && shown !== null) return (shown as string[]).map((key) => ({ key, name: anything }));
  return field.kind === 'dictionary' && shown !== null ? { key: shown, name: anything } : shown;
}

/** A page of children is refused as a list is, where there is a record to ask it of. */
function refuseDenied(world: World, noun: string, args: Args): void {
  const denied = [
    ...deniedInWhere(world, noun, (args.where ?? {}) as Args),
    ...deniedInOrder(world, noun, (args.orderBy ?? []) as Args[]),
  ];
  if (denied.length > 0) throw new Forbidden(denied);
}

function connection({ noun, all, first, back }: Rows, name: string, args: Args): unknown {
  const rows = (back ? all.slice(-first) : all.slice(0, first)).map((row): Found => ({ noun, row }));
  switch (name) {
    case 'nodes':
      return rows;
    case 'edges':
      return rows.map((node) => ({ cursor: anything, node }));
    case 'pageInfo':
      return {
        hasNextPage: back ? false : all.length > first,
        hasPreviousPage: back ? all.length > first : false,
        startCursor: rows.length > 0 ? anything : null,
        endCursor: rows.length > 0 ? anything : null,
      };
    default: {
      const limit = Number(args.limit ?? 10_000);
      return { count: Math.min(all.length, limit), exact: all.length <= limit };
    }
  }
}

/** Added fields that the principal may know of, each as it is shown; what stands for a linked record is not judged. */
function customValues(world: World, of: Found, keys: readonly string[] | null | undefined): unknown {
  const offered = new Set(offeredTo(world).split(',').map(Number));
  const fields = [...nouns.get(of.noun).fields.values()].filter(
    ({ custom, name }) => custom && offered.has(custom.pk) && (!keys || keys.includes(customKey(name))),
  );
  return Object.fromEntries(
    fields.map(({ name, kind }) => [customKey(name), kind === 'link' ? anything : cell(world, of, name, {})]),
  );
}

const resolver: GraphQLFieldResolver<unknown, World> = (source, given: Args, world, info) => {
  const { parentType, fieldName } = info;
  const args = flatCustom(given);
  if (source === undefined) return root(world, fieldName, args);
  if (source === anything) return String(info.returnType).includes('[') ? [anything] : anything;
  if (byType.has(parentType.name)) return cell(world, source as Found, fieldName, args);
  if (isGroup(source)) return cell(world, source, customName(fieldName), args);
  if (parentType.name.endsWith('Connection')) return connection(source as Rows, fieldName, args);
  return (source as Record<string, unknown>)[fieldName] ?? null;
};

const isGroup = (source: unknown): source is Found =>
  typeof source === 'object' && source !== null && 'group' in source;

const opened = new WeakSet<GraphQLSchema>();

/** Enums and numbers let what the oracle has no opinion about pass. */
function open(schema: GraphQLSchema): GraphQLSchema {
  if (opened.has(schema)) return schema;
  opened.add(schema);
  for (const type of Object.values(schema.getTypeMap())) openType(type);
  return schema;
}

function openType(type: GraphQLNamedType): void {
  if (isLeafType(type)) type.serialize = (value: unknown) => value as never;
  if (type instanceof GraphQLObjectType && byType.has(type.name)) type.isTypeOf = () => true;
  if ('resolveType' in type && type.name === 'Node') {
    type.resolveType = (value: unknown) => nouns.get((value as Found).noun).typeName;
  }
}

const documents = new Map<string, DocumentNode>();

function documentOf(query: string): DocumentNode {
  const known = documents.get(query);
  if (known) return known;
  if (documents.size > 2_000) documents.clear();
  const parsed = parse(query, { noLocation: true });
  documents.set(query, parsed);
  return parsed;
}

/** What the semantics say a read answers: its data, or the fields that it is refused for. */
export type Expected = { data: unknown } | { forbidden: readonly string[] };

export function expectedOf(world: World, query: string, variables: Record<string, unknown>): Expected {
  const { data, errors } = executeSync({
    schema: open(schemaOffering(offeredTo(world))),
    document: documentOf(query),
    contextValue: world,
    variableValues: variables,
    fieldResolver: resolver,
  });
  if (!errors || errors.length === 0) return { data };
  const refused = errors.map((error) => error.originalError).find((error) => error instanceof Forbidden);
  if (refused) return { forbidden: refused.fields };
  throw errors[0] instanceof GraphQLError && errors[0].originalError ? errors[0].originalError : errors[0];
}

/** Where an answer departs from what is right, as a path and both values; null where it does not. */
export function departure(expected: unknown, got: unknown, path = 'data'): string | null {
  if (expected === anything) return null;
  if (Array.isArray(expected) && Array.isArray(got)) {
    if (expected.length === 1 && isOpen(expected[0])) return null;
    if (expected.length !== got.length) return `${path}: ${got.length} items instead of ${expected.length}`;
    return firstOf(expected.map((item, i) => departure(item, got[i], `${path}.${i}`)));
  }
  if (typeof expected === 'object' && expected !== null && typeof got === 'object' && got !== null) {
    const keys = Object.keys(expected);
    if (Object.keys(got).length !== keys.length)
      return `${path}: ${JSON.stringify(got)} has other keys than ${keys.join()}`;
    return firstOf(keys.map((key) => departure((expected as Args)[key], (got as Args)[key], `${path}.${key}`)));
  }
  return JSON.stringify(expected) === JSON.stringify(got)
    ? null
    : `${path}: ${JSON.stringify(got)} instead of ${JSON.stringify(expected)}`;
}

/** Whether the oracle has no opinion about any part of it. */
const isOpen = (expected: unknown): boolean =>
  typeof expected === 'object' && expected !== null ? Object.values(expected).every(isOpen) : expected === anything;

const firstOf = (found: readonly (string | null)[]): string | null => found.find((one) => one !== null) ?? null;
