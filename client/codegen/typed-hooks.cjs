/**
 * A graphql-codegen plugin: one typed Apollo hook for each named query and mutation.
 *
 *   useCustomersQuery(options), useCustomersLazyQuery(options), useCreateCustomerMutation(options)
 *
 * It needs the `XDocument`s of `typed-document-node` and the types of `typescript-operations` in the same file.
 */
const { Kind } = require('graphql');

const pascal = (name) => name.charAt(0).toUpperCase() + name.slice(1);

/** The operations of all documents, in order, each once. @throws Error for an operation without a name. */
function operationsOf(documents) {
  const found = new Map();
  for (const { document, location } of documents) {
    for (const definition of document?.definitions ?? []) {
      if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
      if (!definition.name) throw new Error(`An operation in ${location} has no name; a hook is named after it.`);
      found.set(definition.name.value, { name: pascal(definition.name.value), kind: definition.operation, definition });
    }
  }
  return [...found.values()];
}

/** Whether a caller has to give variables: one is required and has no default. */
function needsVariables({ definition }) {
  return (definition.variableDefinitions ?? []).some(
    (variable) => variable.type.kind === Kind.NON_NULL_TYPE && variable.defaultValue === undefined,
  );
}

function queryHook(operation) {
  const { name } = operation;
  const options = `Apollo.useQuery.Options<${name}Query, ${name}QueryVariables>`;
  const variables = `${name}QueryVariables`;
  // A skipped query needs no variables, so a page may wait for its id without inventing one.
  const parameter = needsVariables(operation)
    ? `options: Omit<${options}, 'variables'> & ({ variables: ${variables} } | { skip: boolean; variables?: ${variables} })`
    : `options: ${options} = {}`;
  return [
    `export function use${name}Query(${parameter}) {`,
    `  return Apollo.useQuery(${name}Document, options as ${options});`,
    `}`,
    `export function use${name}LazyQuery(options?: Apollo.useLazyQuery.Options<${name}Query, ${name}QueryVariables>) {`,
    `  return Apollo.useLazyQuery(${name}Document, options);`,
    `}`,
  ].join('\n');
}

function mutationHook({ name }) {
  return [
    `export function use${name}Mutation(options?: Apollo.useMutation.Options<${name}Mutation, ${name}MutationVariables>) {`,
    `  return Apollo.useMutation(${name}Document, options);`,
    `}`,
  ].join('\n');
}

module.exports = {
  plugin(_schema, documents) {
    const hooks = operationsOf(documents).flatMap((operation) => {
      if (operation.kind === 'query') return [queryHook(operation)];
      if (operation.kind === 'mutation') return [mutationHook(operation)];
      return []; // subscriptions are used through the client itself
    });
    return {
      prepend: hooks.length === 0 ? [] : ["import * as Apollo from '@apollo/client/react';"],
      content: hooks.join('\n\n'),
    };
  },
};
