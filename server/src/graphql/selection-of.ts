import { limits } from '@kehu/shared';
import {
  BREAK,
  getArgumentValues,
  visit,
  type FieldNode,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  type SelectionSetNode,
} from 'graphql';
import { collectFields, collectSubfields } from 'graphql/execution/collectFields';
import { badInput } from '../errors/errors';
import { customGroup, customName } from '../model/custom-field';
import { flatCustom } from '../model/flat-custom';
import type { Noun, NounRegistry } from '../model/registry';
import { subtotalKey, type AggregateRequest } from '../query/aggregate';
import type { HistorySelection, LinkSelection, ManySelection, PageRequest, Selection } from '../query/selection';
import type { MeasureFunction, MeasureRequest } from '../query/measure';
import type { Field } from '../model/registry';
import { groupedKey, linkedSelection, offeredFields, wantedFields } from './custom/custom-rows';

/** What of an operation decides what is selected. Variables decide nothing but directives while a selection is compiled. */
export type Info = Pick<GraphQLResolveInfo, 'schema' | 'fragments' | 'variableValues'>;
type Grouped = ReadonlyMap<string, readonly FieldNode[]>;
type Variables = GraphQLResolveInfo['variableValues'];
type Args = Readonly<Record<string, unknown>>;

/** What is known of a selection before a request, and what a request's variables make of it. */
export interface Late<T> {
  /** No variable has a say in it: it is made once. */
  constant: boolean;
  of(variables: Variables): T;
}

export function late<T>(constant: boolean, make: (variables: Variables) => T): Late<T> {
  if (!constant) return { constant, of: make };
  let made: { value: T } | null = null;
  return { constant, of: (variables) => (made ??= { value: make(variables) }).value };
}

/** The arguments of a field as coerced for a request. */
export function argsOf(type: GraphQLObjectType, node: FieldNode): Late<Args> {
  const field = type.getFields()[node.name.value]!;
  return late(!hasVariable(node), (variables) => getArgumentValues(field, node, variables));
}

function hasVariable({ arguments: args }: FieldNode): boolean {
  let found = false;
  for (const arg of args ?? []) visit(arg, { Variable: () => ((found = true), BREAK) });
  return found;
}

/** What a document asks of one noun's rows, fragments and directives applied as the executor would. */
export const selectionOf = (info: Info, nouns: NounRegistry, noun: Noun, nodes: readonly FieldNode[]): Selection =>
  compileSelection(info, nouns, noun, nodes).of(info.variableValues);

/** {@link selectionOf} for every request that comes with the same document. */
export function compileSelection(
  info: Info,
  nouns: NounRegistry,
  noun: Noun,
  nodes: readonly FieldNode[],
): Late<Selection> {
  const type = info.schema.getType(noun.typeName) as GraphQLObjectType;
  const fields: Field[] = [];
  const links: Late<LinkSelection>[] = [];
  const manys: Late<ManySelection>[] = [];
  const history: Late<HistorySelection>[] = [];
  const values: Late<CustomPart>[] = [];
  let access = false;
  for (const [key, group] of withGroups(info, type, nodes)) {
    const [first] = group as [FieldNode];
    const name = first.name.value;
    if (name === '__typename') continue;
    if (name === 'access') {
      access = true;
      continue;
    }
    if (group.some((node) => !sameField(node, first))) throw clash(key);
    if (groupOf(key) === null && name === customGroup) continue;
    const args = groupOf(key) === null ? argsOf(type, first) : noArgs;
    if (name === 'history') {
      const by = historyBy(info, nouns, group);
      const constant = args.constant && (by?.constant ?? true);
      history.push(
        late(constant, (variables) => ({
          key,
          ...historyArgs(args.of(variables)),
          by: by?.of(variables) ?? null,
        })),
      );
      continue;
    }
    if (name === 'customValues') {
      values.push(customPart(info, nouns, noun, key, args));
      continue;
    }
    const field = noun.fields.get(groupOf(key) === null ? name : customName(name));
    if (!field) throw new Error(`no field ${noun.name}.${name}`);
    if (field.kind === 'link') {
      const target = compileSelection(info, nouns, nouns.get(field.to!), group);
      links.push(late(target.constant, (variables) => ({ key, field, selection: target.of(variables) })));
    } else if (field.kind === 'many') {
      const page = compilePage(info, nouns, nouns.get(field.to!), group);
      const constant = args.constant && page.constant;
      manys.push(late(constant, (variables) => ({ key, field, page: page.of(args.of(variables), variables) })));
    } else if (!fields.includes(field)) {
      fields.push(field);
    }
  }
  const shapes = new Map<string, object>();
  return late(
    [...links, ...manys, ...history, ...values].every(({ constant }) => constant),
    (variables) => {
      const parts = values.map((part) => part.of(variables));
      const own = links.map((link) => link.of(variables));
      const pages = manys.map((many) => many.of(variables));
      const below = [...own.map(({ selection }) => selection), ...pages.map(({ page }) => page.selection)];
      const known = [...parts.map(({ names }) => names), ...below.map(({ shape: of }) => numberOf(of))].join('|');
      let shape = shapes.get(known);
      if (!shape) shapes.set(known, (shape = {}));
      return {
        fields: parts.length === 0 ? fields : [...new Set([...fields, ...parts.flatMap((part) => part.fields)])],
        links: [...own, ...parts.flatMap((part) => part.links)],
        manys: pages,
        history: history.map((one) => one.of(variables)),
        access,
        shape,
      };
    },
  );
}

const numbers = new WeakMap<object, number>();
let shapesMade = 0;

/** Tells shapes of selections apart: one that reads others along, or asks for them, has another with each of theirs. */
function numberOf(shape: object | null | undefined): number {
  if (!shape) return 0;
  let number = numbers.get(shape);
  if (number === undefined) numbers.set(shape, (number = shapesMade += 1));
  return number;
}

const noArgs = late<Args>(true, () => ({}));

/** The group that a key of {@link withGroups} stands below; null for a field of the record itself. */
const groupOf = (key: string): string | null => (key.includes('.') ? key.slice(0, key.indexOf('.')) : null);

/** Fields of a record by response key, those of its groups `custom` beside the others under `group.key`. */
function withGroups(
  info: Info,
  type: GraphQLObjectType,
  nodes: readonly FieldNode[],
): (readonly [string, readonly FieldNode[]])[] {
  return [...subfields(info, type, nodes)].flatMap(([key, group]) => {
    if (group[0]!.name.value !== customGroup) return [[key, group] as const];
    const below = type.getFields()[customGroup]!.type as GraphQLObjectType;
    const inner = [...subfields(info, below, group)].map(([name, of]) => [groupedKey(key, name), of] as const);
    return [[key, group] as const, ...inner];
  });
}

/** What one `customValues` reads. */
interface CustomPart {
  fields: readonly Field[];
  links: readonly LinkSelection[];
  /** Names what it reads, and under which key. */
  names: string;
}

function customPart(info: Info, nouns: NounRegistry, noun: Noun, key: string, args: Late<Args>): Late<CustomPart> {
  const offered = offeredFields(info.schema, noun);
  const links = new Map(
    offered.filter(({ kind }) => kind === 'link').map((field) => [field, linkedSelection(nouns, field, key)]),
  );
  return late(args.constant, (variables) => {
    const fields = wantedFields(offered, args.of(variables).keys);
    return {
      fields: fields.filter(({ kind }) => kind !== 'link'),
      links: fields.flatMap((field) => links.get(field) ?? []),
      names: `${key}:${fields.map(({ name }) => name).join()}`,
    };
  });
}

/** What is known of a connection field before a request: the page that its arguments and the variables then ask for. */
export interface LatePage {
  /** No variable has a say in it below the arguments. */
  constant: boolean;
  of(args: Args, variables: Variables): PageRequest;
}

/** The page a connection field asks for: its arguments, and what of its rows. */
export function compilePage(info: Info, nouns: NounRegistry, noun: Noun, nodes: readonly FieldNode[]): LatePage {
  const connection = info.schema.getType(`${noun.typeName}Connection`) as GraphQLObjectType;
  const edge = info.schema.getType(`${noun.typeName}Edge`) as GraphQLObjectType;
  const rows: FieldNode[] = [];
  const counts: Late<Args>[] = [];
  let wantsRows = false;
  for (const group of subfields(info, connection, nodes).values()) {
    const name = group[0]!.name.value;
    if (name === 'totalCount') for (const node of group) counts.push(argsOf(connection, node));
    else if (name !== '__typename') wantsRows = true;
    if (name === 'nodes') rows.push(...group);
    if (name === 'edges') {
      for (const inner of subfields(info, edge, group).values()) {
        if (inner[0]!.name.value === 'node') rows.push(...inner);
      }
    }
  }
  const selection = compileSelection(info, nouns, noun, rows);
  return {
    constant: selection.constant && counts.every(({ constant }) => constant),
    of: (args, variables) => ({
      where: flatCustom((args.where as PageRequest['where']) ?? null),
      search: typeof args.search === 'string' && args.search.trim() !== '' ? args.search : null,
      orderBy: flatCustom((args.orderBy as PageRequest['orderBy'] | null) ?? []),
      ...pageArgs(args),
      deleted: args.deleted === true,
      selection: selection.of(variables),
      countLimit:
        counts.length === 0 ? null : Math.max(...counts.map((count) => countLimitOf(count.of(variables).limit))),
      wantsRows,
    }),
  };
}

const maxCount = 1_000_000;

/** A count's own bound: between 1 and a million. */
export function countLimitOf(limit: unknown): number {
  if (limit === null || limit === undefined) return limits.defaultCountLimit;
  const wanted = Number(limit);
  if (wanted >= 1 && wanted <= maxCount) return wanted;
  throw badInput('limit', 'limit is a number from 1 to 1,000,000.', 'limit 必须在 1 到 1,000,000 之间。');
}

/** `first`/`after` or `last`/`before`, never both; pages of at most 200. */
export function pageArgs(
  args: Readonly<Record<string, unknown>>,
): Pick<PageRequest, 'first' | 'after' | 'last' | 'before'> {
  const forward = args.first != null || args.after != null;
  const backward = args.last != null || args.before != null;
  if (forward && backward) {
    throw badInput(
      ['first', 'last'],
      'Page forward with first and after, or backward with last and before; not both.',
      '请使用 first/after 向前翻页，或 last/before 向后翻页，不能同时使用。',
    );
  }
  if (backward && args.last == null) {
    throw badInput('last', 'before needs last: how many records stand before it.', 'before 需要与 last 一起使用。');
  }
  return {
    first: sizeOf(args.first, 'first'),
    after: (args.after as string | undefined) ?? null,
    last: args.last == null ? null : sizeOf(args.last, 'last'),
    before: (args.before as string | undefined) ?? null,
  };
}

function sizeOf(value: unknown, name: string): number {
  if (value === null || value === undefined) return limits.defaultPageSize;
  const size = Number(value);
  if (size >= 1 && size <= limits.maxPageSize) return size;
  throw badInput(
    name,
    `A page holds 1 to ${limits.maxPageSize} records; "${name}" asks for ${size}. Read on with "after".`,
    `每页可包含 1 至 ${limits.maxPageSize} 条记录，“${name}”请求了 ${size} 条，请用 after 继续读取。`,
  );
}

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

function subfields(info: Info, type: GraphQLObjectType, nodes: readonly FieldNode[]): Grouped {
  return collectSubfields(info.schema, info.fragments as never, info.variableValues, type, nodes as FieldNode[]);
}

/** Fields that a selection set asks of a concrete type (for `node`, whose type is known only later). */
export const fieldsOf = (info: Info, type: GraphQLObjectType, set: SelectionSetNode): Grouped =>
  collectFields(info.schema, info.fragments as never, info.variableValues, type, set);

function historyArgs(args: Readonly<Record<string, unknown>>): { first: number; after: string | null } {
  return { first: sizeOf(args.first, 'first'), after: (args.after as string | undefined) ?? null };
}

function historyBy(info: Info, nouns: NounRegistry, nodes: readonly FieldNode[]): Late<Selection> | null {
  const type = (name: string): GraphQLObjectType => info.schema.getType(name) as GraphQLObjectType;
  const entries: FieldNode[] = [];
  for (const group of subfields(info, type('HistoryConnection'), nodes).values()) {
    if (group[0]!.name.value === 'nodes') entries.push(...group);
    if (group[0]!.name.value === 'edges') {
      for (const inner of subfields(info, type('HistoryEdge'), group).values()) {
        if (inner[0]!.name.value === 'node') entries.push(...inner);
      }
    }
  }
  const people: FieldNode[] = [];
  for (const group of subfields(info, type('HistoryEntry'), entries).values()) {
    if (group[0]!.name.value === 'by') people.push(...group);
  }
  return people.length > 0 ? compileSelection(info, nouns, nouns.get('user'), people) : null;
}

/** `nodes` and `edges` share their rows, so one response key can't mean two things in them. */
const clash = (key: string): Error =>
  badInput(
    key,
    `"${key}" means different things below nodes and edges; give one of them another alias.`,
    `“${key}” 在 nodes 和 edges 中含义不同，请为其中一个使用别名。`,
  );

const sameField = (a: FieldNode, b: FieldNode): boolean =>
  a === b || (a.name.value === b.name.value && argsText(a) === argsText(b));

const argsText = (node: FieldNode): string =>
  JSON.stringify(
    node.arguments?.map((arg) => [arg.name.value, arg.value]),
    (key, value: unknown) => (key === 'loc' ? undefined : value),
  );
