import { getVariableValues, type GraphQLError, type GraphQLSchema, type OperationDefinitionNode } from 'graphql';

type Variables = { [variable: string]: unknown };

/**
 * The variables of an operation as its schema reads them, or the first thing that is wrong with them. Only the first: each
 * refusal of graphql-js quotes the whole value it is about, which may be as large as a request.
 */
export function coercedVariables(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  given: Readonly<Variables>,
): { values: Variables } | { refusal: GraphQLError } {
  const { coerced, errors } = getVariableValues(schema, operation.variableDefinitions ?? [], given, { maxErrors: 1 });
  return coerced ? { values: coerced } : { refusal: errors![0]! };
}
