import type { FieldNode, GraphQLObjectType, GraphQLResolveInfo } from 'graphql';
import { nounsOf } from '../graphql/schema-nouns';
import { fieldsOf } from '../graphql/late';
import { selectionOf } from '../graphql/selection-of';
import type { Selection } from '../query/selection';

/**
 * What a document asks of records that stand somewhere inside the answer of an operation.
 * @param path names of types and of their fields, from the type of the answer down to the records
 */
export function nestedSelection(
  info: GraphQLResolveInfo,
  noun: string,
  path: readonly { type: string; field: string }[],
): Selection {
  let nodes: readonly FieldNode[] = info.fieldNodes;
  for (const { type: name, field } of path) {
    const type = info.schema.getType(name) as GraphQLObjectType;
    const found: FieldNode[] = [];
    for (const { selectionSet } of nodes) {
      if (!selectionSet) continue;
      for (const group of fieldsOf(info, type, selectionSet).values()) {
        if (group[0]!.name.value === field) found.push(...group);
      }
    }
    nodes = found;
  }
  const nouns = nounsOf(info.schema);
  return selectionOf(info, nouns, nouns.get(noun), nodes);
}
