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

/** What of an operation decides what is selected. Variables decide nothing but directives while a selection is compiled. */
export type Info = Pick<GraphQLResolveInfo, 'schema' | 'fragments' | 'variableValues'>;
/** Nodes of a selection by response key. */
export type Grouped = ReadonlyMap<string, readonly FieldNode[]>;
export type Variables = GraphQLResolveInfo['variableValues'];
export type Args = Readonly<Record<string, unknown>>;

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

/** Fields that the selections of these nodes ask of what they name, fragments and directives applied. */
export function subfields(info: Info, type: GraphQLObjectType, nodes: readonly FieldNode[]): Grouped {
  return collectSubfields(info.schema, info.fragments as never, info.variableValues, type, nodes as FieldNode[]);
}

/** Fields that a selection set asks of a concrete type (for `node`, whose type is known only later). */
export const fieldsOf = (info: Info, type: GraphQLObjectType, set: SelectionSetNode): Grouped =>
  collectFields(info.schema, info.fragments as never, info.variableValues, type, set);
