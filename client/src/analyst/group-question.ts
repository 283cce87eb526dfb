import {
  getNamedType,
  isObjectType,
  Kind,
  parse,
  print,
  valueFromASTUntyped,
  type DocumentNode,
  type FieldNode,
  type GraphQLSchema,
  type SelectionNode,
} from 'graphql';

type Values = Readonly<Record<string, unknown>>;

/** An aggregate that a document asks for, as far as its groups lead to records. */
export interface AskedGroups {
  /** Under which key of the answer it stands. */
  key: string;
  /** Type of the records that are counted: `Order`. */
  type: string;
  where: Values | null;
  search: string | null;
  groupBy: readonly Values[];
  /** What is asked of each group besides its key, as GraphQL. */
  measures: string;
}

/** A document as it is sent: groups tell what leads to their records, under a name that nobody uses. */
export interface PreparedQuestion {
  document: string;
  groups: AskedGroups | null;
}

/** Under which names the page asks for what it needs itself; nobody uses them. */
const hidden = 'kehuGroupWhere';
const hiddenPage = 'kehuPage';

const isField = (node: SelectionNode): node is FieldNode => node.kind === Kind.FIELD;
const keyOf = ({ alias, name }: FieldNode): string => (alias ?? name).value;

/**
 * Has the lists of a document say whether they go on, and the groups of its first one which records they are of. A document that
 * can't be read is sent as it was typed.
 */
export function prepareQuestion(document: string, variables: Values, schema: GraphQLSchema | null): PreparedQuestion {
  const asIs = { document, groups: null };
  let parsed: DocumentNode;
  try {
    parsed = parse(document);
  } catch {
    return asIs; // the server says what is wrong with it
  }
  const operation = parsed.definitions.find((definition) => definition.kind === Kind.OPERATION_DEFINITION);
  if (!operation || operation.operation !== 'query') return asIs;
  const roots = operation.selectionSet.selections.filter(isField);
  const pages = roots.filter((root) => nodesOf(root) && hasPages(schema, root)).map((root) => addition(root, pageTold));
  const [asked] = operation.selectionSet.selections;
  const noun = asked && isField(asked) ? /^(\w+)Aggregate$/.exec(asked.name.value)?.[1] : undefined;
  const nodes = asked && isField(asked) ? nodesOf(asked) : undefined;
  if (noun === undefined || !nodes) return { document: added(document, pages), groups: null };
  const groups = groupsOf(
    asked as FieldNode,
    noun,
    nodes,
    withDefaults(operation.variableDefinitions ?? [], variables),
  );
  return { document: added(document, [...pages, addition(nodes, `${hidden}: where`)]), groups };
}

const pageTold = `${hiddenPage}: pageInfo { hasNextPage }`;

const nodesOf = (field: FieldNode): FieldNode | undefined =>
  field.selectionSet?.selections.filter(isField).find((one) => keyOf(one) === 'nodes' && one.name.value === 'nodes');

function hasPages(schema: GraphQLSchema | null, { name }: FieldNode): boolean {
  const field = schema?.getQueryType()?.getFields()[name.value];
  const type = field && getNamedType(field.type);
  return isObjectType(type) && 'pageInfo' in type.getFields();
}

function groupsOf(asked: FieldNode, noun: string, nodes: FieldNode, variables: Values): AskedGroups {
  const args = argumentsOf(asked, variables);
  return {
    key: keyOf(asked),
    type: `${noun.charAt(0).toUpperCase()}${noun.slice(1)}`,
    where: (args.where as Values | undefined) ?? null,
    search: (args.search as string | undefined) ?? null,
    groupBy: [args.groupBy ?? []].flat() as Values[],
    measures: (nodes.selectionSet?.selections ?? [])
      .filter((one) => isField(one) && !['key', 'where', 'suppressed', '__typename'].includes(one.name.value))
      .map((one) => print(one))
      .join(' '),
  };
}

function argumentsOf({ arguments: given }: FieldNode, variables: Values): Record<string, unknown> {
  return Object.fromEntries(
    (given ?? []).map(({ name, value }) => [name.value, valueFromASTUntyped(value, variables)]),
  );
}

function withDefaults(
  definitions: readonly {
    variable: { name: { value: string } };
    defaultValue?: Parameters<typeof valueFromASTUntyped>[0];
  }[],
  variables: Values,
): Values {
  const defaults = definitions.flatMap(({ variable, defaultValue }) =>
    defaultValue ? [[variable.name.value, valueFromASTUntyped(defaultValue)]] : [],
  );
  return { ...Object.fromEntries(defaults), ...variables };
}

/** One more field at the end of what is asked of another. */
interface Addition {
  at: number;
  field: string;
}

const addition = ({ selectionSet }: FieldNode, field: string): Addition => ({ at: selectionSet!.loc!.end - 1, field });

/** The text with more fields, everything else standing in the line where it stood: places in refusals stay right. */
const added = (document: string, additions: readonly Addition[]): string =>
  [...additions]
    .sort((a, b) => b.at - a.at)
    .reduce((text, { at, field }) => `${text.slice(0, at)} ${field} ${text.slice(at)}`, document);

/** An answer without what was added to its question, and the filters of its groups in their order. */
export function takeWheres(data: unknown, groups: AskedGroups | null): { data: unknown; wheres: (Values | null)[] } {
  const page = groups && (data as Record<string, { nodes?: unknown } | null> | null)?.[groups.key];
  if (!page || !Array.isArray(page.nodes)) return { data, wheres: [] };
  const wheres: (Values | null)[] = [];
  const nodes = (page.nodes as (Record<string, unknown> | null)[]).map((node) => {
    const { [hidden]: where, ...rest } = node ?? {};
    wheres.push((where as Values | undefined) ?? null);
    return rest;
  });
  return { data: { ...(data as object), [groups.key]: { ...page, nodes } }, wheres };
}

/** An answer without what was added of its pages, and the names of the lists that go on. */
export function takePages(data: unknown): { data: unknown; unfinished: string[] } {
  if (data === null || typeof data !== 'object') return { data, unfinished: [] };
  const unfinished: string[] = [];
  const entries = Object.entries(data).map(([key, value]) => {
    if (value === null || typeof value !== 'object' || !(hiddenPage in value)) return [key, value] as const;
    const { [hiddenPage]: page, ...rest } = value as Record<string, unknown>;
    if ((page as { hasNextPage?: unknown } | null)?.hasNextPage === true) unfinished.push(key);
    return [key, rest] as const;
  });
  return { data: Object.fromEntries(entries), unfinished };
}

/** Several filters as one: all must hold. */
export function allOf(...wheres: (Values | null | undefined)[]): Values | null {
  const given = wheres.filter((where): where is Values => Boolean(where && Object.keys(where).length > 0));
  return given.length === 0 ? null : given.length === 1 ? given[0]! : { and: given };
}

/** One of several filters holds. */
export const anyOf = (wheres: readonly Values[]): Values => (wheres.length === 1 ? wheres[0]! : { or: wheres });
