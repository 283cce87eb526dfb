import { badInput, nest, posted, times, tooExpensive, type HostileDocument } from './hostile-document';

const aliased = (count: number): string => times(count, (i) => `a${i}: __typename`).join(' ');
const lists = (count: number): string =>
  times(count, (i) => `l${i}: customers(first: 200) { nodes { id name } }`).join(' ');
const chain = (count: number): string =>
  times(count, (i) => `fragment F${i} on Query { ...F${(i + 1) % count} }`).join(' ');
const doubling = (count: number): string =>
  `{ ...F0 } ${times(count, (i) => `fragment F${i} on Query { ...F${i + 1} ...F${i + 1} }`).join(' ')} ` +
  `fragment F${count} on Query { customers(first: 1) { nodes { id } } }`;
/** Fragments of which each pair has to be compared, level by level. */
const overlapping = (count: number, levels: number): string =>
  `{ contacts(first: 1) { ${times(count, (i) => `...P${i}`).join(' ')} } } ` +
  times(
    count,
    (i) =>
      `fragment P${i} on ContactConnection { ${nest(levels, 'nodes { customer { contacts(first: 1) { ', 'nodes { id }', ' } } }')} }`,
  ).join(' ');
/** The same field again and again, each with its own children to be merged. */
const merged = (count: number, levels: number): string => {
  const of = (level: number): string =>
    level === 0 ? 'id' : times(count, () => `customer { contacts(first: 1) { nodes { ${of(level - 1)} } } }`).join(' ');
  return `{ contacts(first: 1) { nodes { ${of(levels)} } } }`;
};
const oneCustomer = '{ customers(first: 1) { nodes { id } } }';
const ofType = (levels: number): string => nest(levels, 'ofType { ', 'name', ' }');

/** Deep, wide, renamed, folded into fragments, full of directives, and questions about the schema. */
export const shapes: readonly HostileDocument[] = [
  // Depth
  posted(
    'five levels of children',
    tooExpensive,
    `{ customers { nodes { contacts { nodes { customer { orders { nodes { items { nodes { order { code } } } } } } } } } } }`,
  ),
  posted(
    'as deep as it may be',
    null,
    `{ customers(first: 1) { nodes { contacts(first: 1) { nodes { customer { contacts(first: 1) { nodes { customer { contacts(first: 1) { nodes { id } } } } } } } } } } }`,
  ),
  posted(
    'one level too deep',
    tooExpensive,
    `{ customers(first: 1) { nodes { contacts(first: 1) { nodes { customer { contacts(first: 1) { nodes { customer { contacts(first: 1) { nodes { customer { owner { id } } } } } } } } } } } } }`,
  ),
  posted(
    '400 levels of a circle',
    tooExpensive,
    `{ contacts(first: 1) { nodes ${nest(200, '{ customer { contacts(first: 1) { nodes', ' { id } ', '} } }')} } }`,
  ),
  posted('fields that are not there, 3,000 deep', tooExpensive, nest(3_000, '{ a ', '{ a }', ' }')),
  posted(
    'inline fragments, 90 deep',
    null,
    `{ ${nest(90, '... on Query { ', 'customers(first: 1) { nodes { id } }', ' }')} }`,
  ),
  posted('inline fragments, 2,500 deep', tooExpensive, `{ ${nest(2_500, '... { ', '__typename', ' }')} }`),
  posted(
    'lists in a literal, 4,900 deep',
    tooExpensive,
    `{ customers(where: ${nest(4_900, '[', '', ']')}) { nodes { id } } }`,
  ),
  posted(
    'objects in a literal, 3,000 deep',
    tooExpensive,
    `{ customers(where: ${nest(3_000, '{ not: ', '{}', ' }')}) { nodes { id } } }`,
  ),
  posted('list types, 4,900 deep', tooExpensive, `query ($a: ${nest(4_900, '[', 'Int', ']')}) { __typename }`),
  posted('braces that never close', tooExpensive, '{ a '.repeat(50_000)),
  posted('parentheses that never close', tooExpensive, `{ customers(where: ${'{ not: '.repeat(40_000)}`),
  // Width
  posted('20 lists of 200', null, `{ ${lists(20)} }`),
  posted('21 lists', tooExpensive, `{ ${lists(21)} }`),
  posted('400 lists', tooExpensive, `{ ${lists(400)} }`),
  posted(
    '21 root fields by way of fragments',
    tooExpensive,
    `{ ...A ...B } fragment A on Query { ${lists(11)} } fragment B on Query { ${lists(21).replaceAll('l', 'm')} }`,
  ),
  posted(
    'the same list 300 times',
    tooExpensive,
    `{ ${times(300, () => 'customers(first: 1) { nodes { id } }').join(' ')} }`,
  ),
  posted('one field 9,900 times', tooExpensive, `{ customers(first: 1) { nodes { ${'id '.repeat(9_900)} } } }`),
  posted('one field 10,001 times', tooExpensive, `{ customers(first: 1) { nodes { ${'id '.repeat(10_001)} } } }`),
  posted('9,900 fields that are not there', tooExpensive, `{ ${times(9_900, (i) => `x${i}`).join(' ')} }`),
  posted(
    'the same object 1,900 times',
    tooExpensive,
    `{ customers(first: 1) { nodes { ${'owner { id } '.repeat(1_900)} } } }`,
  ),
  posted('objects that have to be merged, 4 levels of 6', null, merged(6, 2)),
  posted('objects that have to be merged, 8 at a level', tooExpensive, merged(8, 3)),
  posted(
    'mutations by the dozen',
    tooExpensive,
    `mutation { ${times(21, (i) => `m${i}: deleteCustomer(input: { id: "x", version: 1 }) { __typename }`).join(' ')} }`,
  ),
  // Aliases
  posted('50 aliases', tooExpensive, `{ ${aliased(50)} }`),
  posted('51 aliases', tooExpensive, `{ ${aliased(51)} }`),
  posted('2,400 aliases', tooExpensive, `{ ${aliased(2_400)} }`),
  posted(
    '50 aliases of a child list',
    null,
    `{ customers(first: 20) { nodes { ${times(50, (i) => `c${i}: contacts(first: 20) { nodes { id } }`).join(' ')} } } }`,
  ),
  posted(
    '50 counts of a child list',
    null,
    `{ customers(first: 50) { nodes { ${times(50, (i) => `c${i}: activities(first: 1) { totalCount(limit: 1000000) { count } }`).join(' ')} } } }`,
  ),
  posted('an alias for two fields', badInput, '{ customers(first: 1) { nodes { a: id a: name } } }'),
  posted(
    'an alias for two pages',
    badInput,
    '{ a: customers(first: 1) { nodes { id } } a: customers(first: 2) { nodes { id } } }',
  ),
  posted(
    'an alias named __proto__',
    null,
    '{ __proto__: customers(first: 1) { constructor: nodes { __proto__: id toString: name } } }',
  ),
  // Fragments
  posted('fragments that double 60 times', tooExpensive, doubling(60)),
  posted('fragments that double four times', null, doubling(4)),
  posted('a fragment that spreads itself', badInput, '{ ...A } fragment A on Query { ...A }'),
  posted('a circle of two fragments', badInput, '{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }'),
  posted('a circle of 1,000 fragments', tooExpensive, `{ ...F0 } ${chain(1_000)}`),
  posted(
    'a circle below a list',
    badInput,
    '{ customers(first: 1) { nodes { ...A } } } fragment A on Customer { contacts(first: 1) { nodes { customer { ...A } } } }',
  ),
  posted(
    'a circle that nobody spreads',
    badInput,
    `${oneCustomer} fragment A on Query { ...B } fragment B on Query { ...A }`,
  ),
  posted(
    '1,200 fragments that nobody spreads',
    tooExpensive,
    `${oneCustomer} ${times(1_200, (i) => `fragment F${i} on Query { __typename }`).join(' ')}`,
  ),
  posted('fragments that are not there', tooExpensive, `{ ${times(1_000, (i) => `...F${i}`).join(' ')} }`),
  posted(
    'a line of 1,200 fragments',
    tooExpensive,
    `{ ...F0 } ${times(1_200, (i) => `fragment F${i} on Query { ...F${i + 1} }`).join(' ')} fragment F1200 on Query { __typename }`,
  ),
  posted(
    'one fragment 3,000 times',
    tooExpensive,
    `{ customers(first: 1) { nodes { ${'...F '.repeat(3_000)} } } } fragment F on Customer { id }`,
  ),
  posted('60 fragments of which each pair overlaps', null, overlapping(60, 2)),
  posted('300 fragments of which each pair overlaps', tooExpensive, overlapping(300, 1)),
  posted(
    'a fragment on another type',
    badInput,
    '{ customers(first: 1) { nodes { ...F } } } fragment F on Order { id }',
  ),
  posted('a fragment on a scalar', badInput, '{ ...F } fragment F on String { length }'),
  posted('fragments of one name', tooExpensive, `{ ...F } ${'fragment F on Query { __typename } '.repeat(1_000)}`),
  posted(
    'children by way of fragments, 200 each',
    tooExpensive,
    '{ customers(first: 200) { ...A } } fragment A on CustomerConnection { nodes { ...B } } fragment B on Customer { contacts(first: 200) { nodes { id } } orders(first: 200) { nodes { id } } }',
  ),
  // Directives
  posted(
    '10 directives',
    null,
    `{ customers(first: 1) { nodes { id ${times(10, () => 'name @include(if: true)').join(' ')} } } }`,
  ),
  posted(
    '11 directives',
    tooExpensive,
    `{ customers(first: 1) { nodes { id ${times(11, () => 'name @include(if: true)').join(' ')} } } }`,
  ),
  posted(
    'one directive 1,500 times',
    tooExpensive,
    `{ customers(first: 1) { nodes { id ${'@skip(if: false) '.repeat(1_500)} } } }`,
  ),
  posted('1,900 unknown directives', tooExpensive, `{ __typename ${times(1_900, (i) => `@d${i}`).join(' ')} }`),
  posted('an unknown directive', badInput, '{ __typename @live }'),
  posted('an answer in parts', badInput, '{ customers(first: 1) { nodes { ... @defer { id } } } }'),
  posted('a stream', badInput, '{ customers(first: 1) { nodes @stream(initialCount: 0) { id } } }'),
  posted('everything left out', null, '{ customers(first: 200) @skip(if: true) { nodes { id } } }'),
  posted(
    'a child list that a variable leaves out',
    tooExpensive,
    'query ($a: Boolean = false) { customers(first: 200) { nodes { orders(first: 200) @include(if: $a) { nodes { items(first: 200) { nodes { id } } } } } } }',
  ),
  posted('directives on the operation', badInput, 'query @include(if: true) { __typename }'),
  // The schema itself
  posted(
    'the whole schema',
    null,
    '{ __schema { types { name fields(includeDeprecated: true) { name args { name type { name ofType { name ofType { name } } } } type { name ofType { name ofType { name ofType { name } } } } } inputFields { name type { name ofType { name } } } enumValues { name } possibleTypes { name } } } }',
  ),
  posted(
    'types of fields of types of fields',
    badInput,
    `{ __schema { types { fields { type { fields { type { fields { type { fields { name } } } } } } } } } }`,
  ),
  posted(
    'wrapped types, 1,000 deep',
    tooExpensive,
    `{ __type(name: "Customer") { fields { type { ${ofType(1_000)} } } } }`,
  ),
  posted(
    'types of arguments of arguments',
    badInput,
    `{ __schema { types { inputFields { type { inputFields { type { inputFields { type { inputFields { name } } } } } } } } } }`,
  ),
  posted(
    'one type 40 times',
    tooExpensive,
    `{ ${times(40, (i) => `t${i}: __type(name: "CustomerWhere") { inputFields { name } }`).join(' ')} }`,
  ),
  posted(
    '20 schemas',
    tooExpensive,
    `{ ${times(20, (i) => `s${i}: __schema { types { name fields { name description type { name ofType { name } } } } }`).join(' ')} }`,
  ),
  posted('__typename 9,900 times', tooExpensive, `{ ${'__typename '.repeat(9_900)} }`),
  posted('a type by a name of 100,000 letters', null, `{ __type(name: "${'x'.repeat(100_000)}") { name } }`),
];
