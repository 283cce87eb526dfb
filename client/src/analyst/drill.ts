import {
  getNamedType,
  isEnumType,
  isObjectType,
  isScalarType,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';
import { writeGroupState } from '../lib/filters';

type Values = Readonly<Record<string, unknown>>;

/** Where the records of a group are looked at: on the list of their kind, or, where there is none, by a query of their own. */
export type DrillTarget = { path: string } | { document: string; variables: string };

/** Lists of the app by the type of their records. */
const lists: Readonly<Record<string, string>> = {
  Customer: '/customers',
  Opportunity: '/opportunities',
  Ticket: '/tickets',
  Order: '/orders',
  Product: '/products',
};

/** The way to the records of a type under a filter; null where the schema has no list of them. */
export function drillTarget(
  schema: GraphQLSchema | null,
  type: string,
  where: Values | null,
  search: string | null,
): DrillTarget | null {
  const list = lists[type];
  if (list) return { path: `${list}?${writeGroupState(where, search).toString()}` };
  const document = schema && recordsDocument(schema, type);
  if (!document) return null;
  const variables = { ...(where && { where }), ...(search !== null && { search }) };
  return { document, variables: JSON.stringify(variables, null, 2) };
}

/** A query for records of a type, with what names and measures them. */
export function recordsDocument(schema: GraphQLSchema, type: string): string | null {
  const fields = Object.values(schema.getQueryType()?.getFields() ?? {});
  const list = fields.find((field) => getNamedType(field.type).name === `${type}Connection`);
  const record = schema.getType(type);
  if (!list || !isObjectType(record)) return null;
  return `query ${type}Records($where: ${type}Where, $search: String) {
  ${list.name}(where: $where, search: $search, first: 100) {
    totalCount {
      count
    }
    nodes {
      ${shownFields(record).join('\n      ')}
    }
  }
}
`;
}

const skipped = new Set(['id', 'version', 'dataSet', 'deletedAt', 'customValues', 'preferences']);

function shownFields(record: GraphQLObjectType): string[] {
  return Object.values(record.getFields()).flatMap(({ name, type, args }) => {
    if (skipped.has(name) || args.length > 0) return [];
    const of = getNamedType(type);
    if (isEnumType(of) || (isScalarType(of) && !String(type).startsWith('['))) return [name];
    if (!isObjectType(of) || String(type).startsWith('[')) return [];
    const title = ['name', 'code', 'subject'].find((field) => field in of.getFields());
    return title && !of.name.endsWith('Custom') ? [`${name} { ${title} }`] : [];
  });
}
