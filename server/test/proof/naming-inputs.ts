import {
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
  isRequiredInputField,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLInputType,
  type GraphQLOutputType,
  type GraphQLSchema,
} from 'graphql';

/** One place of the schema where a request names a record: by its id, or by a code or search text. */
export interface NamingInput {
  operation: 'query' | 'mutation';
  /** Name of the field of Query or Mutation. */
  field: string;
  /** From its argument on, for example `input.customerId`. */
  path: string;
  by: 'id' | 'text';
  /** The condition of a list, as opposed to a record that is asked for, changed or linked to. */
  condition: boolean;
  document: string;
  /**
   * Everything that is required beside it is taken from `around` by its name, or something that fits its type. A name with a
   * plus before it stands for what is optional.
   */
  variables(value: string, around?: Readonly<Record<string, unknown>>): Record<string, unknown>;
}

/** Names of texts by which a record is found. */
const naming = new Set(['code', 'search', 'externalId', 'except']);

/** A version that no record has: what gets past the look-up changes nothing. */
const noVersion = 999_999;

type Input = GraphQLArgument | GraphQLInputField;

/**
 * Every such place of every query and mutation: what is new in the schema is among them by itself. Conditions are followed one
 * link far; inputs as deep as they go.
 */
export function namingInputs(schema: GraphQLSchema): NamingInput[] {
  const of = (operation: 'query' | 'mutation', fields: Record<string, GraphQLField<unknown, unknown>>): NamingInput[] =>
    Object.values(fields).flatMap((field) =>
      field.args.flatMap((arg) =>
        within(arg, []).map((path): NamingInput => ({
          operation,
          field: field.name,
          path: [arg.name, ...path.names].join('.'),
          by: path.by,
          condition: arg.name === 'where' || arg.name === 'having' || arg.name === 'search',
          document: documentOf(operation, field, arg),
          variables: (value, around = {}) =>
            Object.fromEntries(
              field.args
                .filter((one) => one === arg || isRequiredArgument(one))
                .map((one) => [
                  one.name,
                  one === arg ? filled(one.type, path.names, value, around) : some(one, around),
                ]),
            ),
        })),
      ),
    );
  return [...of('query', schema.getQueryType()!.getFields()), ...of('mutation', schema.getMutationType()!.getFields())];
}

interface Path {
  names: string[];
  by: 'id' | 'text';
}

/** The ways from an argument or input field down to what names a record. */
function within(input: Input, above: readonly string[]): Path[] {
  const type = getNamedType(input.type);
  if (type.name === 'ID') return [{ names: [], by: 'id' }];
  if (type.name === 'String') return naming.has(input.name) ? [{ names: [], by: 'text' }] : [];
  if (type.name === 'IDFilter') return [{ names: ['eq'], by: 'id' }];
  if (type.name === 'StringFilter') return naming.has(input.name) ? [{ names: ['eq'], by: 'text' }] : [];
  if (!isInputObjectType(type) || above.includes(type.name)) return [];
  const links = above.filter((name) => name.endsWith('Where')).length;
  if (type.name.endsWith('Where') && links > 1) return [];
  return Object.values(type.getFields()).flatMap((field) =>
    ['and', 'or', 'not'].includes(field.name)
      ? []
      : within(field, [...above, type.name]).map(({ names, by }) => ({ names: [field.name, ...names], by })),
  );
}

type Around = Readonly<Record<string, unknown>>;

/** A value of the type in which the path leads to this one. */
function filled(type: GraphQLInputType, path: readonly string[], value: string, around: Around): unknown {
  if (isNonNullType(type)) return filled(type.ofType, path, value, around);
  if (isListType(type)) return [filled(type.ofType, path, value, around), ...((around.further as unknown[]) ?? [])];
  const [name, ...rest] = path;
  if (name === undefined || !isInputObjectType(type)) return value;
  return Object.fromEntries(
    Object.values(type.getFields())
      .filter((field) => field.name === name || isRequiredInputField(field) || Object.hasOwn(around, `+${field.name}`))
      .map((field) => [
        field.name,
        field.name === name ? filled(field.type, rest, value, around) : some(field, around),
      ]),
  );
}

/** Some value for what is required. */
function some({ name, type }: Pick<Input, 'name' | 'type'>, around: Around): unknown {
  for (const key of [name, `+${name}`]) if (Object.hasOwn(around, key)) return around[key];
  if (isNonNullType(type)) return some({ name, type: type.ofType }, around);
  if (isListType(type)) return [some({ name, type: type.ofType }, around)];
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields()).filter(isRequiredInputField);
    return Object.fromEntries(fields.map((field) => [field.name, some(field, around)]));
  }
  if (isEnumType(type)) return type.getValues()[0]!.name;
  return byName[name] ?? byType[type.name] ?? 'x';
}

const byName: Readonly<Record<string, unknown>> = {
  version: noVersion,
  type: 'Customer',
  noun: 'customer',
  role: 'sales-rep',
};

const byType: Readonly<Record<string, unknown>> = {
  ID: '00000000-0000-4000-8000-00000000aaaa',
  Int: 1,
  Float: 1,
  Boolean: true,
  JSON: {},
  Decimal: '1',
  Date: '2026-11-20',
  DateTime: '2026-11-20T00:00:00.000Z',
};

function documentOf(
  operation: 'query' | 'mutation',
  field: GraphQLField<unknown, unknown>,
  arg: GraphQLArgument,
): string {
  const args = field.args.filter((one) => one === arg || isRequiredArgument(one));
  const heads = args.map((one) => `$${one.name}: ${one.type.toString()}`).join(', ');
  const given = args.map((one) => `${one.name}: $${one.name}`).join(', ');
  return `${operation} (${heads}) { ${field.name}(${given}) ${selection(field.type, 3)} }`;
}

/** Words that a list is asked with, whatever else there is. */
const wanted = new Set([
  'nodes',
  'node',
  'totalCount',
  'totals',
  'count',
  'customer',
  'customers',
  'record',
  'results',
]);

/** Everything plain of a type, and a little of what it leads to. */
function selection(type: GraphQLOutputType, depth: number): string {
  const named = getNamedType(type);
  if (isInterfaceType(named)) return '{ __typename id }';
  if (!isObjectType(named)) return 'getTypes' in named ? '{ __typename }' : '';
  const fields = Object.values(named.getFields()).filter((field) => !field.args.some(isRequiredArgument));
  const plain = fields.filter(
    (field) => !isObjectType(getNamedType(field.type)) && getNamedType(field.type).name !== 'Node',
  );
  const further =
    depth > 0 ? fields.filter((field) => isObjectType(getNamedType(field.type)) && wanted.has(field.name)) : [];
  const many = named.name.endsWith('Connection');
  return `{ __typename ${plain
    .slice(0, many ? 0 : 12)
    .map(({ name, type: one }) => `${name} ${selection(one, 0)}`)
    .join(' ')} ${further.map((field) => `${field.name} ${selection(field.type, depth - 1)}`).join(' ')} }`;
}
