import {
  getNamedType,
  isAbstractType,
  isObjectType,
  Kind,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';
import { limits } from '@kehu/shared';

/** Most records a document may touch, by its shape and page sizes alone. */
export const costLimit = 50_000;

const aggregateCost = 100;

/**
 * Static cost of a document: records it could answer at most, pages multiplied down the tree, a fixed charge for an
 * aggregate. Depends on the document and its variables only, so it tells nothing about data.
 */
export function costOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  variables: Readonly<Record<string, unknown>> = {},
): number {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const walk = (set: SelectionSetNode | undefined, typeName: string, depth: number): number => {
    if (!set || depth > 50) return 0;
    let cost = 0;
    for (const selection of set.selections) {
      if (selection.kind === Kind.FIELD) cost += fieldCost(selection, typeName, depth);
      else if (selection.kind === Kind.INLINE_FRAGMENT) {
        cost += walk(selection.selectionSet, selection.typeCondition?.name.value ?? typeName, depth + 1);
      } else {
        const fragment = fragments.get(selection.name.value);
        cost += walk(fragment?.selectionSet, fragment?.typeCondition.name.value ?? typeName, depth + 1);
      }
      if (cost > Number.MAX_SAFE_INTEGER / 1000) return cost;
    }
    return cost;
  };
  const fieldCost = (node: FieldNode, typeName: string, depth: number): number => {
    const parent = schema.getType(typeName);
    if (!parent || !(isObjectType(parent) || isAbstractType(parent)) || !('getFields' in parent)) return 0;
    const field = parent.getFields()[node.name.value];
    if (!field) return 0;
    const target = getNamedType(field.type).name;
    const inner = walk(node.selectionSet, target, depth + 1);
    if (target.endsWith('AggregateConnection')) return aggregateCost + inner;
    if (target.endsWith('Connection')) return pageSize(node, variables) * (1 + inner);
    return node.selectionSet && isObjectType(schema.getType(target)) ? 1 + inner : inner;
  };
  let cost = 0;
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    const root = schema.getRootType(definition.operation);
    if (root) cost += walk(definition.selectionSet, root.name, 0);
  }
  return Math.min(cost, 2_147_483_647);
}

function pageSize(node: FieldNode, variables: Readonly<Record<string, unknown>>): number {
  for (const argument of node.arguments ?? []) {
    if (argument.name.value !== 'first' && argument.name.value !== 'last') continue;
    if (argument.value.kind === Kind.INT) return Number(argument.value.value);
    if (argument.value.kind === Kind.VARIABLE) {
      const value = variables[argument.value.name.value];
      if (typeof value === 'number') return value;
    }
  }
  return limits.defaultPageSize;
}
