import type { FieldNode, GraphQLField, GraphQLFieldResolver, GraphQLNamedType } from 'graphql';
import type { Noun } from '../model/registry';
import type { KehuContext } from './kehu-context';
import type { Info } from './late';

/** Runs a root field for one request. */
export type RunField = (
  context: KehuContext,
  args: Readonly<Record<string, unknown>>,
  variables: Info['variableValues'],
) => Promise<unknown>;

/** What a root field makes of its selection before any request; {@link RunField} then serves every request for it. */
export type RootRead = (info: Info, nodes: readonly FieldNode[]) => RunField;

/** What a type's values are, for those who write answers without resolvers. */
export type Shape =
  | { kind: 'record'; noun: Noun }
  | { kind: 'page' }
  | { kind: 'history' }
  | { kind: 'aggregate' }
  /** The fields that administrators added to a record; written with it. */
  | { kind: 'group' }
  /** An object whose fields are its properties. */
  | { kind: 'plain' };

const readKey = 'kehuRead';
const shapeKey = 'kehuShape';

/** Gives a root field its one implementation: resolver and compiled answer run the same read. */
export function attachRead(field: GraphQLField<unknown, KehuContext>, read: RootRead): void {
  const resolve: GraphQLFieldResolver<unknown, KehuContext> = (_, args, context, info) =>
    read(info, info.fieldNodes)(context, args as Record<string, unknown>, info.variableValues);
  field.resolve = resolve;
  field.extensions = { ...field.extensions, [readKey]: read };
}

/** The read of a root field; undefined for one with a resolver of its own. */
export const readOf = (field: GraphQLField<unknown, unknown>): RootRead | undefined =>
  field.extensions[readKey] as RootRead | undefined;

export function attachShape(type: GraphQLNamedType, shape: Shape): void {
  type.extensions = { ...type.extensions, [shapeKey]: shape };
}

export const shapeOf = (type: GraphQLNamedType): Shape | undefined => type.extensions[shapeKey] as Shape | undefined;
