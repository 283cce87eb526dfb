import {
  getNamedType,
  isInterfaceType,
  isObjectType,
  Kind,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';

/** A selection set and the type that it is made of. */
interface Place {
  set: SelectionSetNode;
  type: GraphQLNamedType;
}

/** The type of what stands in an answer under these response keys; null where the document selects nothing there. */
export function typeAt(
  schema: GraphQLSchema,
  document: DocumentNode,
  path: readonly string[],
): GraphQLNamedType | null {
  const fragments = new Map<string, FragmentDefinitionNode>();
  let places: Place[] = [];
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
    const root = definition.kind === Kind.OPERATION_DEFINITION && schema.getRootType(definition.operation);
    if (root) places.push({ set: definition.selectionSet, type: root });
  }
  let found: GraphQLNamedType | null = null;
  for (const key of path) {
    const fields = places.flatMap((place) => fieldsIn(schema, fragments, place, key, new Set()));
    if (fields.length === 0) return null;
    found = fields[0]!.type;
    places = fields.flatMap(({ node, type }) => (node.selectionSet ? [{ set: node.selectionSet, type }] : []));
  }
  return found;
}

function fieldsIn(
  schema: GraphQLSchema,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  { set, type }: Place,
  key: string,
  seen: Set<string>,
): { node: FieldNode; type: GraphQLNamedType }[] {
  return set.selections.flatMap((selection) => {
    if (selection.kind === Kind.FIELD) {
      if ((selection.alias ?? selection.name).value !== key) return [];
      if (!isObjectType(type) && !isInterfaceType(type)) return [];
      const field = type.getFields()[selection.name.value];
      return field ? [{ node: selection, type: getNamedType(field.type) }] : [];
    }
    let inner: SelectionSetNode | undefined;
    let named: string | undefined;
    if (selection.kind === Kind.FRAGMENT_SPREAD) {
      const { value } = selection.name;
      if (seen.has(value)) return [];
      seen.add(value);
      const fragment = fragments.get(value);
      inner = fragment?.selectionSet;
      named = fragment?.typeCondition.name.value;
    } else {
      inner = selection.selectionSet;
      named = selection.typeCondition?.name.value;
    }
    const of = (named === undefined ? undefined : schema.getType(named)) ?? type;
    return inner ? fieldsIn(schema, fragments, { set: inner, type: of }, key, seen) : [];
  });
}
