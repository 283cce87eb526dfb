import {
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  parse,
  validate,
  type GraphQLError,
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
    const type = /type "\[?(\w+)/.exec(message)?.[1] ?? null;
    const of = type === null ? undefined : schema.getType(type);
    const fields = isObjectType(of) || isInterfaceType(of) || isInputObjectType(of) ? Object.keys(of.getFields()) : [];
    return { message, line: locations?.[0]?.line ?? null, type, fields: fields.slice(0, most) };
  });
}
