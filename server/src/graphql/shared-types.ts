import { GraphQLInt, GraphQLString, GraphQLBoolean, GraphQLID } from 'graphql';
import { declareEnum, declareInput, declareInterface, declareObject, type FieldSpec, type TypeRef } from './declare';
import { DateScalar, DateTimeScalar, DecimalScalar, JsonScalar } from './scalars';

export const Int: TypeRef = () => GraphQLInt;
export const Str: TypeRef = () => GraphQLString;
export const Bool: TypeRef = () => GraphQLBoolean;
export const Id: TypeRef = () => GraphQLID;
export const Decimal: TypeRef = () => DecimalScalar;
export const DateTime: TypeRef = () => DateTimeScalar;
export const DateOnly: TypeRef = () => DateScalar;
export const Json: TypeRef = () => JsonScalar;
export const listOf =
  (type: TypeRef): TypeRef =>
  () => [type()];

const field = (name: string, type: TypeRef, nullable = true, description?: string): FieldSpec => ({
  name,
  type,
  nullable,
  description,
});

/** Types that every noun uses. Declared once per process: TypeGraphQL keeps its metadata globally. */
export const Node = declareInterface('Node', 'Anything with an id.', [field('id', Id, false)]);
export const PageInfo = declareObject('PageInfo', 'Where a page stands in its list.', [
  field('hasNextPage', Bool, false),
  field('hasPreviousPage', Bool, false),
  field('startCursor', Str),
  field('endCursor', Str),
]);
export const Count = declareObject('Count', 'How many records of the view match; exact unless the count was stopped.', [
  field('count', Int, false),
  field('exact', Bool, false),
]);
export const Phone = declareObject('Phone', 'A phone number: E.164 and as typed.', [
  field('number', Str, false),
  field('raw', Str),
  field('kind', Str),
  field('primary', Bool, false),
]);
export const Email = declareObject('Email', 'An e-mail address.', [
  field('address', Str, false),
  field('kind', Str),
  field('primary', Bool, false),
]);
export const Address = declareObject('Address', 'A postal address.', [
  ...['country', 'region', 'city', 'line', 'postalCode', 'kind'].map((name) => field(name, Str)),
  field('primary', Bool, false),
]);
export const DictionaryEntry = declareObject(
  'DictionaryEntry',
  "An entry of an administrator-kept code table; its name in the request's language.",
  [field('key', Str, false), field('name', Str, false)],
);
export const ExternalId = declareObject('ExternalId', 'How another system calls the record.', [
  field('source', Str, false),
  field('id', Str, false),
]);
export const Access = declareObject(
  'Access',
  'What the caller may do with a record: from rules and scopes, never from whether a value exists.',
  [
    field('hidden', listOf(Str), false),
    field('masked', listOf(Str), false),
    field('readOnly', listOf(Str), false),
    field('canUpdate', Bool, false),
    field('canDelete', Bool, false),
  ],
);
export const FieldChange = declareObject(
  'FieldChange',
  'One field of a change, shown where the field is readable now.',
  [field('field', Str, false), field('old', Json), field('new', Json)],
);
export const WriteError = declareObject('WriteError', 'Why one item could not be taken.', [
  field('code', Str, false),
  field('fields', listOf(Str), false),
  field('message', Str, false),
]);
const UpsertOutcome = declareEnum(
  'UpsertOutcome',
  ['CREATED', 'UPDATED', 'UNCHANGED', 'REFUSED'],
  'What became of an item.',
);
export const UpsertResult = declareObject('UpsertResult', 'What became of one item of an upsert.', [
  field('index', Int, false),
  field('outcome', () => UpsertOutcome, false),
  field('id', Id),
  field('error', () => WriteError),
]);
export const UpsertPayload = declareObject('UpsertPayload', 'One result for every item, in order.', [
  field(
    'results',
    listOf(() => UpsertResult),
    false,
  ),
]);
export const AccessExplanation = declareObject(
  'AccessExplanation',
  'Why a field or record can or cannot be seen or changed, in words.',
  [
    field('readable', Bool, false),
    field('writable', Bool, false),
    field('sentence', Str, false),
    field('because', listOf(Str), false),
    field('missing', listOf(Str), false),
  ],
);
export const QueryCost = declareObject('QueryCost', 'What a document would cost: records it could touch at most.', [
  field('cost', Int, false),
  field('limit', Int, false),
  field('allowed', Bool, false),
  field('background', Bool, false, 'Whether the caller may have it run in the background instead.'),
  field('backgroundLimit', Int, false),
]);

export const Direction = declareEnum('Direction', ['ASC', 'DESC'], 'Order of values.');
export const Nulls = declareEnum('Nulls', ['FIRST', 'LAST'], 'Where nulls stand; last unless stated.');
const Bucket = declareEnum(
  'Bucket',
  ['DAY', 'WEEK', 'MONTH', 'QUARTER', 'YEAR'],
  'Span of time; weeks start on Monday.',
);
export const DateBucket = declareInput('DateBucket', 'Groups moments by a span of time in a time zone.', [
  field('bucket', () => Bucket, false),
  { name: 'timeZone', type: Str, nullable: true, default: 'UTC' },
]);

const operators = (type: TypeRef, names: readonly string[]): FieldSpec[] =>
  names.map((name) => {
    if (name === 'isNull') return field(name, Bool);
    return field(name, ['in', 'notIn', 'between'].includes(name) ? listOf(type) : type);
  });
const equality = ['eq', 'ne', 'in', 'notIn', 'isNull'];
const ordered = ['eq', 'ne', 'in', 'notIn', 'gt', 'gte', 'lt', 'lte', 'between', 'isNull'];

export const IDFilter = declareInput('IDFilter', 'Compares ids.', operators(Id, equality));
export const StringFilter = declareInput(
  'StringFilter',
  'Compares text: case and width do not count, accents do; % and _ are themselves.',
  operators(Str, ['eq', 'ne', 'in', 'notIn', 'contains', 'startsWith', 'endsWith', 'isNull']),
);
export const EqualityFilter = declareInput(
  'EqualityFilter',
  'Compares whole values through a blind index.',
  operators(Str, equality),
);
export const DecimalFilter = declareInput('DecimalFilter', 'Compares exact decimals.', operators(Decimal, ordered));
export const IntFilter = declareInput('IntFilter', 'Compares whole numbers.', operators(Int, ordered));
export const DateFilter = declareInput('DateFilter', 'Compares dates.', operators(DateOnly, ordered));
export const DateTimeFilter = declareInput('DateTimeFilter', 'Compares moments.', operators(DateTime, ordered));
export const BooleanFilter = declareInput(
  'BooleanFilter',
  'Compares yes and no.',
  operators(Bool, ['eq', 'ne', 'isNull']),
);
export const DictionaryFilter = declareInput('DictionaryFilter', 'Compares the key of a code-table entry.', [
  field('key', () => StringFilter),
  field('isNull', Bool),
]);
export const TagsFilter = declareInput('TagsFilter', 'Compares tags.', [
  field('has', Str),
  field('hasAny', listOf(Str)),
  field('hasAll', listOf(Str)),
  field('isEmpty', Bool),
]);
export const DeleteInput = declareInput('DeleteInput', 'Which record, and the version that was read.', [
  field('id', Id, false),
  field('version', Int, false),
]);
export const PhoneInput = declareInput('PhoneInput', 'A phone number as typed; stored as E.164 beside it.', [
  field('number', Str, false),
  field('kind', Str),
  field('primary', Bool),
]);
export const EmailInput = declareInput('EmailInput', 'An e-mail address.', [
  field('address', Str, false),
  field('kind', Str),
  field('primary', Bool),
]);
export const AddressInput = declareInput('AddressInput', 'A postal address.', [
  ...['country', 'region', 'city', 'line', 'postalCode', 'kind'].map((name) => field(name, Str)),
  field('primary', Bool),
]);

const enumFilters = new Map<string, { type: object; filter: unknown }>();

/** The enum of a closed list and the filter over it, declared once. */
export function enumOf(
  name: string,
  values: readonly string[],
  description: string,
): { type: object; filter: unknown } {
  let known = enumFilters.get(name);
  if (!known) {
    const type = declareEnum(name, values, description);
    known = {
      type,
      filter: declareInput(
        `${name}Filter`,
        `Compares ${name} values.`,
        operators(() => type, equality),
      ),
    };
    enumFilters.set(name, known);
  }
  return known;
}
