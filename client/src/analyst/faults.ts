import {
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  parse,
  validate,
  type GraphQLError,
  type GraphQLNamedType,
  type GraphQLSchema,
} from 'graphql';

/** What is wrong with a document, where, and what there would be instead. */
export interface Fault {
  message: string;
  /** Of the document; the first is 1. */
  line: number | null;
  /** The type that was written wrongly of, and what it has. */
  type: string | null;
  fields: string[];
}

const most = 16;

/**
 * What the page's own schema finds wrong with a document. It is what its reader may see anyway, so it may name what is near: the
 * server, which doesn't know who reads a refusal, names nothing.
 */
export function faultsOf(schema: GraphQLSchema, document: string): Fault[] {
  let errors: readonly GraphQLError[];
  try {
    errors = validate(schema, parse(document));
  } catch (error) {
    errors = [error as GraphQLError];
  }
  return errors.map(({ message, locations }) => {
    const type = /(?:type|Enum|in) "\[?(\w+)/.exec(message)?.[1] ?? null;
    const of = type === null ? undefined : schema.getType(type);
    return { message, line: locations?.[0]?.line ?? null, type, fields: partsOf(of).slice(0, most) };
  });
}

function partsOf(type: GraphQLNamedType | undefined): string[] {
  if (isEnumType(type)) return type.getValues().map(({ name }) => name);
  return isObjectType(type) || isInterfaceType(type) || isInputObjectType(type) ? Object.keys(type.getFields()) : [];
}
