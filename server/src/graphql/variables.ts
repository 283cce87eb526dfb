import {
  coerceInputValue,
  getVariableValues,
  isInputObjectType,
  isNonNullType,
  Kind,
  type GraphQLError,
  type GraphQLInputObjectType,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';

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
  const input = inputAlone(schema, operation, given);
  if (input) return { values: input };
  const { coerced, errors } = getVariableValues(schema, operation.variableDefinitions ?? [], given, { maxErrors: 1 });
  return coerced ? { values: coerced } : { refusal: errors![0]! };
}

/**
 * The variable of a write, which is one input: graphql-js asks for each of the hundred fields that its type may have, here
 * those are read that were given. Null for anything else, and for whatever is wrong with it: graphql-js has the words.
 */
function inputAlone(schema: GraphQLSchema, operation: OperationDefinitionNode, given: Variables): Variables | null {
  const [definition, ...others] = operation.variableDefinitions ?? [];
  if (!definition || others.length > 0 || definition.type.kind !== Kind.NON_NULL_TYPE) return null;
  const named = definition.type.type;
  if (named.kind !== Kind.NAMED_TYPE) return null;
  const type = schema.getType(named.name.value);
  const name = definition.variable.name.value;
  const value = Object.hasOwn(given, name) ? given[name] : null;
  if (!isInputObjectType(type) || type.isOneOf) return null;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const fields = type.getFields();
  const input: Variables = {};
  try {
    for (const [field, one] of Object.entries(value as Variables)) {
      const known = Object.hasOwn(fields, field) ? fields[field] : undefined;
      if (!known || one === undefined) return null;
      input[field] = coerceInputValue(one, known.type, atFirstFault);
    }
  } catch (error) {
    if (error === fault) return null;
    throw error;
  }
  for (const field of neededOf(type)) if (!Object.hasOwn(input, field)) return null;
  return Object.assign(Object.create(null) as Variables, { [name]: input });
}

const fault = new Error('an input does not fit');
const atFirstFault = (): never => {
  throw fault;
};

const needed = new WeakMap<GraphQLInputObjectType, readonly string[]>();

/** Fields that are there in what graphql-js makes of an input, or are asked for, where they were not given. */
function neededOf(type: GraphQLInputObjectType): readonly string[] {
  let names = needed.get(type);
  if (!names) {
    const all = Object.values(type.getFields());
    names = all
      .filter((field) => isNonNullType(field.type) || field.defaultValue !== undefined)
      .map(({ name }) => name);
    needed.set(type, names);
  }
  return names;
}
