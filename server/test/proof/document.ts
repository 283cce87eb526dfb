import {
  getNamedType,
  isObjectType,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';
import type { AggregateQuestion } from '../../src/access/oracle/aggregate';
import type { ListQuestion } from '../../src/access/oracle/read';
import { nouns } from '../../src/access/oracle/testing/test-world';

/** A document as a client sends it. */
export interface Operation {
  query: string;
  variables: Record<string, unknown>;
}

const typeNames: ReadonlySet<string> = new Set(nouns.all().map((noun) => noun.typeName));

/** Everything that can be selected of a type, relations `depth` hops deep; pages of at most ten. */
function everythingOf(type: GraphQLNamedType, depth: number): string {
  if (!isObjectType(type)) return '';
  const parts = Object.values(type.getFields()).map((field) => fieldText(type, field, depth));
  return `{ ${parts.filter(Boolean).join(' ')} }`;
}

function fieldText(owner: GraphQLObjectType, field: GraphQLField<unknown, unknown>, depth: number): string {
  const type = getNamedType(field.type);
  if (!isObjectType(type)) return field.name;
  const relation = typeNames.has(type.name) || type.name.endsWith('Connection');
  if (!relation) return `${field.name} ${everythingOf(type, depth)}`;
  if (depth === 0 && typeNames.has(owner.name)) return '';
  if (type.name === 'HistoryConnection') return `${field.name} { nodes { at action changes { field old new } } }`;
  const inner = typeNames.has(owner.name) ? depth - 1 : depth;
  const page = type.name.endsWith('Connection') ? '(first: 10)' : '';
  return `${field.name}${page} ${everythingOf(type, inner)}`;
}

const recordOf = (schema: GraphQLSchema, noun: string, depth: number): string =>
  everythingOf(schema.getType(nouns.get(noun).typeName)!, depth);

/** Plain fields alone: what a deleted record's children come to is nobody's promise. */
const deletedRecordOf = (noun: string): string =>
  `{ ${[...nouns.get(noun).fields.values()]
    .filter(({ kind, derivation }) => kind === 'text' && !derivation)
    .map(({ name }) => name)
    .join(' ')} id version access { hidden masked readOnly canUpdate canDelete } }`;

/** A list with edges, cursors, page info and count, and everything below its records. */
export function listOperation(schema: GraphQLSchema, noun: string, question: ListQuestion, first: number): Operation {
  const { plural, typeName } = nouns.get(noun);
  const given = Object.entries(question).filter(([, value]) => value !== undefined);
  const types: Record<string, string> = {
    where: `${typeName}Where`,
    orderBy: `[${typeName}OrderBy!]`,
    search: 'String',
    deleted: 'Boolean',
  };
  const declared = [...given.map(([name]) => `$${name}: ${types[name]}`), '$first: Int'].join(', ');
  const passed = [...given.map(([name]) => `${name}: $${name}`), 'first: $first'].join(', ');
  const record = question.deleted ? deletedRecordOf(noun) : recordOf(schema, noun, 1);
  const page = 'pageInfo { hasNextPage hasPreviousPage startCursor endCursor } totalCount { count exact }';
  return {
    query: `query List(${declared}) { ${plural}(${passed}) { edges { cursor node ${record} } ${page} } }`,
    variables: { ...Object.fromEntries(given), first },
  };
}

/** Groups with every measure of the fields, and totals beside them. */
export function aggregateOperation(
  noun: string,
  { where, search, groupBy = [], fields = [] }: AggregateQuestion,
): Operation {
  const { typeName } = nouns.get(noun);
  const nested = (path: readonly string[], leaf: unknown): unknown =>
    path.length === 0 ? leaf : { [path[0]!]: nested(path.slice(1), leaf) };
  const keys = groupBy.map((path) => {
    const field = path.slice(1).reduce((at, name) => nouns.field(at.to!, name), nouns.field(noun, path[0]!));
    const leaf = field.kind === 'dictionary' ? ' { key name }' : '';
    return path.reduceRight(
      (inner, name, i) => (i === path.length - 1 ? `${name}${inner}` : `${name} { ${inner} }`),
      leaf,
    );
  });
  const measures =
    fields.length === 0
      ? ''
      : ['sum', 'avg', 'min', 'max', 'countDistinct'].map((name) => `${name} { ${fields.join(' ')} }`).join(' ');
  const row = `{ count suppressed ${measures} }`;
  const key = keys.length === 0 ? '' : `key { ${keys.join(' ')} }`;
  return {
    query: `query Groups($where: ${typeName}Where, $search: String, $groupBy: [${typeName}GroupBy!]) {
      ${noun}Aggregate(where: $where, search: $search, groupBy: $groupBy, first: 100) {
        nodes { ${key} count suppressed ${measures} } totals ${row} pageInfo { hasNextPage endCursor } } }`,
    variables: {
      ...(where && { where }),
      ...(search !== undefined && { search }),
      groupBy: groupBy.map((path) => nested(path, true)),
    },
  };
}

/** One record by id, by node, and why. */
export const lookUpOperation = (schema: GraphQLSchema, noun: string, id: string, field: string): Operation => ({
  query: `query LookUp($id: ID!, $type: String!, $field: String) {
    ${noun}(id: $id) ${recordOf(schema, noun, 1)}
    node(id: $id) { __typename id }
    explainAccess(type: $type, id: $id, field: $field) { readable writable sentence because missing } }`,
  variables: { id, type: nouns.get(noun).typeName, field },
});

/** A write, answered with the record as it then is. */
export function writeOperation(
  schema: GraphQLSchema,
  action: 'create' | 'update' | 'delete' | 'restore',
  noun: string,
  input: Record<string, unknown>,
): Operation {
  const { typeName } = nouns.get(noun);
  const name = `${action}${typeName}`;
  const inputType =
    action === 'create' || action === 'update' ? `${name[0]!.toUpperCase()}${name.slice(1)}Input` : 'DeleteInput';
  return {
    query: `mutation Write($input: ${inputType}!) { ${name}(input: $input) { ${noun} ${recordOf(schema, noun, 1)} } }`,
    variables: { input },
  };
}
