import {
  Kind,
  parse,
  print,
  valueFromASTUntyped,
  type DocumentNode,
  type FieldNode,
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

const hidden = 'kehuGroupWhere';

const isField = (node: SelectionNode): node is FieldNode => node.kind === Kind.FIELD;
const keyOf = ({ alias, name }: FieldNode): string => (alias ?? name).value;

/**
 * Has the groups of a document's first list say which records they are of. A document that can't be read, or asks for no
 * groups, is sent as it was typed.
 */
export function prepareQuestion(document: string, variables: Values): PreparedQuestion {
  const asIs = { document, groups: null };
  let parsed: DocumentNode;
  try {
    parsed = parse(document);
  } catch {
    return asIs; // the server says what is wrong with it
  }
  const operation = parsed.definitions.find((definition) => definition.kind === Kind.OPERATION_DEFINITION);
  const [asked] = operation?.selectionSet.selections ?? [];
  if (!operation || operation.operation !== 'query' || !asked || !isField(asked)) return asIs;
  const noun = /^(\w+)Aggregate$/.exec(asked.name.value)?.[1];
  if (noun === undefined) return asIs;
  const nodes = asked.selectionSet?.selections.find((one) => isField(one) && keyOf(one) === 'nodes');
  if (!nodes || !isField(nodes) || nodes.name.value !== 'nodes') return asIs;
  const args = argumentsOf(asked, withDefaults(operation.variableDefinitions ?? [], variables));
  const groups: AskedGroups = {
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
  return { document: withWhere(document, nodes), groups };
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

/** The text with one more field of its groups, everything else standing where it stood: places in refusals stay right. */
function withWhere(document: string, { selectionSet }: FieldNode): string {
  const end = selectionSet?.loc?.end ?? 0;
  return end > 0 ? `${document.slice(0, end - 1)} ${hidden}: where ${document.slice(end - 1)}` : document;
}

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

/** Several filters as one: all must hold. */
export function allOf(...wheres: (Values | null | undefined)[]): Values | null {
  const given = wheres.filter((where): where is Values => Boolean(where && Object.keys(where).length > 0));
  return given.length === 0 ? null : given.length === 1 ? given[0]! : { and: given };
}

/** One of several filters holds. */
export const anyOf = (wheres: readonly Values[]): Values => (wheres.length === 1 ? wheres[0]! : { or: wheres });
