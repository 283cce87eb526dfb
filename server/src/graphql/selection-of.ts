import type { FieldNode, GraphQLObjectType } from 'graphql';
import { badInput } from '../errors/errors';
import { customGroup, customName } from '../model/custom-field';
import { flatCustom } from '../model/flat-custom';
import type { Field, Noun, NounRegistry } from '../model/registry';
import type { HistorySelection, LinkSelection, ManySelection, PageRequest, Selection } from '../query/selection';
import { groupedKey, linkedSelection, offeredFields, wantedFields } from './custom/custom-rows';
import { argsOf, late, subfields, type Args, type Info, type Late, type Variables } from './late';
import { countLimitOf, pageArgs, sizeOf } from './page-args';

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
