import {
  getNamedType,
  isAbstractType,
  isObjectType,
  Kind,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { limits } from '@kehu/shared';

/** Most records a document may touch, by its shape and page sizes alone. */
export const costLimit = 50_000;

/** The same of a subscription, for each change that it is told of. */
export const subscriptionCostLimit = 1_000;

/** The same of a document that runs in the background; and most rows that it then really reads. */
export const backgroundCostLimit = 2_000_000;
export const backgroundRowLimit = 200_000;

const aggregateCost = 100;
/** Of reading a document that another one brings: few of them a request. */
const documentCost = 10_000;

/** Costs of a document by the page sizes its variables bring; documents that come again need not be walked again. */
const known = new WeakMap<DocumentNode, Map<string, number>>();
const maxKnown = 32;

/**
 * Static cost of a document: records it could answer at most, pages multiplied down the tree, a fixed charge for an
 * aggregate. Depends on the document and its variables only, so it tells nothing about data. Linear in the document: a
 * fragment is measured once, however often it is spread.
 */
export function costOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  variables: Readonly<Record<string, unknown>> = {},
): number {
  let costs = known.get(document);
  if (!costs) known.set(document, (costs = new Map()));
  let key = '';
  for (const [name, value] of Object.entries(variables)) {
    // A null is not left to the default, as what is absent is. What can't be a name stands for nothing in the document, and
    // could spell the key of other variables.
    if (value !== undefined && /^\w+$/.test(name)) key += `${name}=${typeof value === 'number' ? value : ''};`;
  }
  let cost = costs.get(key);
  if (cost === undefined) {
    cost = measure(schema, document, variables);
    if (costs.size < maxKnown) costs.set(key, cost);
  }
  return cost;
}

function measure(schema: GraphQLSchema, document: DocumentNode, variables: Readonly<Record<string, unknown>>): number {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  let cost = 0;
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    const root = schema.getRootType(definition.operation);
    if (root) cost += costOfOperation(schema, definition, root.name, fragments, variables);
  }
  return Math.min(cost, 2_147_483_647);
}

function costOfOperation(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  rootType: string,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  variables: Readonly<Record<string, unknown>>,
): number {
  const sizes = sizesOf(operation, variables);
  const measured = new Map<string, number>();
  const fragmentCost = (name: string): number => {
    const known = measured.get(name);
    if (known !== undefined) return known;
    measured.set(name, 0); // a cycle, which validation refuses
    const fragment = fragments.get(name);
    const cost = fragment ? walk(fragment.selectionSet, fragment.typeCondition.name.value) : 0;
    measured.set(name, cost);
    return cost;
  };
  const walk = (set: SelectionSetNode | undefined, typeName: string): number => {
    let cost = 0;
    for (const selection of set?.selections ?? []) {
      if (selection.kind === Kind.FIELD) cost += fieldCost(selection, typeName);
      else if (selection.kind === Kind.FRAGMENT_SPREAD) cost += fragmentCost(selection.name.value);
      else cost += walk(selection.selectionSet, selection.typeCondition?.name.value ?? typeName);
    }
    return Math.min(cost, Number.MAX_SAFE_INTEGER);
  };
  const fieldCost = (node: FieldNode, typeName: string): number => {
    const parent = schema.getType(typeName);
    if (!parent || !(isObjectType(parent) || isAbstractType(parent)) || !('getFields' in parent)) return 0;
    const field = parent.getFields()[node.name.value];
    if (!field) return 0;
    const target = getNamedType(field.type).name;
    // It runs a document of its own with a budget of its own: one a request.
    if (typeName === rootType && node.name.value === 'savedAnswer') return costLimit;
    // It reads and checks a document of its own.
    if (typeName === rootType && node.name.value === 'queryCost') return documentCost;
    const inner = walk(node.selectionSet, target);
    if (target.endsWith('AggregateConnection')) return aggregateCost + inner;
    if (typeName.endsWith('AggregateConnection') && node.name.value === 'subtotals') return aggregateCost + inner;
    if (target.endsWith('Connection')) return pageSize(node, sizes) * (1 + inner);
    return node.selectionSet && isObjectType(schema.getType(target)) ? 1 + inner : inner;
  };
  return walk(operation.selectionSet, rootType);
}

/** Variables that hold whole numbers, those left to their default included. */
function sizesOf(
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): ReadonlyMap<string, number> {
  const sizes = new Map<string, number>();
  for (const { variable, defaultValue } of operation.variableDefinitions ?? []) {
    const name = variable.name.value;
    const given = variables[name];
    if (typeof given === 'number') sizes.set(name, given);
    else if (given === undefined && defaultValue?.kind === Kind.INT) sizes.set(name, Number(defaultValue.value));
  }
  return sizes;
}

function pageSize(node: FieldNode, sizes: ReadonlyMap<string, number>): number {
  for (const argument of node.arguments ?? []) {
    if (argument.name.value !== 'first' && argument.name.value !== 'last') continue;
    if (argument.value.kind === Kind.INT) return Number(argument.value.value);
    if (argument.value.kind === Kind.VARIABLE) {
      const size = sizes.get(argument.value.name.value);
      if (size !== undefined) return size;
    }
  }
  return limits.defaultPageSize;
}
