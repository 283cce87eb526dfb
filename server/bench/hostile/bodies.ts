import { badInput, nest, posted, raw, times, tooExpensive, within, type HostileDocument } from './hostile-document';

const one = '{ customers(first: 1) { nodes { id } } }';
const json = (value: unknown): string => JSON.stringify(value);
const list = 'query ($where: CustomerWhere, $n: Int) { customers(where: $where, first: $n) { nodes { id } } }';
const sent = (name: string, refused: string | null, variables: unknown): HostileDocument =>
  raw(name, refused, json({ query: list, variables }));

/** Variables, texts and bodies that are not what they should be. */
export const bodies: readonly HostileDocument[] = [
  // Variables
  sent('a number for a filter', badInput, { where: 5 }),
  sent('a list for a filter', badInput, { where: [[[[[{ status: { eq: 'ACTIVE' } }]]]]] }),
  sent('a filter for a number', badInput, { n: { where: 1 } }),
  sent('variables that are a list', badInput, [1, 2, 3]),
  sent('variables that are a text', badInput, 'where'),
  sent('fields that are not there', badInput, { where: { constructor: {}, toString: {} } }),
  raw(
    'a filter of prototypes',
    badInput,
    `{"query":${json(list)},"variables":{"where":{"__proto__":{"status":{"eq":"ACTIVE"}}}}}`,
  ),
  raw(
    'variables of prototypes',
    badInput,
    `{"query":${json(list)},"variables":{"__proto__":{"n":100000},"constructor":{"prototype":{"n":7}},"n":1}}`,
  ),
  raw('a number without end', badInput, `{"query":${json(list)},"variables":{"n":1e400}}`),
  raw('a number of 100,000 digits', badInput, `{"query":${json(list)},"variables":{"n":${'9'.repeat(100_000)}}}`),
  sent('60,000 variables that nobody asked for', tooExpensive, {
    n: 1,
    ...Object.fromEntries(times(60_000, (i) => [`v${i}`, i])),
  }),
  sent('a million values in one variable', tooExpensive, { n: 1, where: { or: times(1_000_000, () => 0) } }),
  raw(
    'variables 60 deep',
    tooExpensive,
    json({ query: list, variables: { n: 1, where: within(60, 'not', { status: { eq: 'ACTIVE' } }) } }),
  ),
  raw(
    'variables 100,000 deep',
    badInput,
    `{"query":${json(list)},"variables":{"where":${nest(100_000, '{"not":', '{}', '}')}}}`,
  ),
  raw('lists 400,000 deep', badInput, `{"query":${json(list)},"variables":{"where":${nest(400_000, '[', '', ']')}}}`),
  posted('3,000 variables', tooExpensive, `query (${times(3_000, (i) => `$v${i}: Int`).join(' ')}) ${one}`),
  posted('a variable that leads to itself', badInput, 'query ($a: Int = $a) { customers(first: $a) { nodes { id } } }'),
  posted('two variables of one name', badInput, `query ($a: Int, $a: Int) { customers(first: $a) { nodes { id } } }`),
  posted('a variable of a type for answers', badInput, `query ($a: Customer) ${one}`),
  posted(
    'a filter by a default',
    tooExpensive,
    `query ($where: CustomerWhere = { or: [${times(150, () => '{ status: { ne: LOST } }').join(' ')}] }) { customers(where: $where, first: 1) { nodes { id } } }`,
  ),
  // Texts
  posted('a comment of 3.9 MB', null, `#${'x'.repeat(3_900_000)}\n${one}`),
  posted('3.9 MB of commas', null, `${','.repeat(3_900_000)}${one}`),
  posted('a text of 1 MB', badInput, `{ customers(search: "${'x'.repeat(1_000_000)}") { nodes { id } } }`),
  posted(
    'a block text of 1 MB of line ends',
    null,
    `{ customers(search: """${'\n '.repeat(500_000)}x""") { nodes { id } } }`,
  ),
  posted('a name of 1 MB', badInput, `{ ${'x'.repeat(1_000_000)} }`),
  posted('a number of 1 MB', badInput, `{ customers(first: ${'1'.repeat(1_000_000)}) { nodes { id } } }`),
  posted('a text that never ends', badInput, `{ customers(search: "${'x'.repeat(100_000)}`),
  posted('characters spelled wrong', badInput, '{ customers(search: "\\u{110000}\\ud800") { nodes { id } } }'),
  posted('a zero byte in the document', badInput, '{ customers\u0000 { nodes { id } } }'),
  posted('a mark before the document', null, `\ufeff${one}`),
  posted('an id of 1 MB', null, `{ customer(id: "${'x'.repeat(1_000_000)}") { id } }`),
  { ...raw('5 MB', tooExpensive, json({ query: `#${'x'.repeat(5_000_000)}\n${one}` })), cutOff: true },
  // Operations
  posted('nothing', badInput, ''),
  posted('blanks', badInput, ' \n\t '),
  posted('fragments alone', badInput, 'fragment A on Query { __typename }'),
  posted('a schema', badInput, 'type Query { a: Int } extend type Customer { b: Int }'),
  posted('1,000 operations', badInput, times(1_000, (i) => `query Q${i} { __typename }`).join(' ')),
  posted('operations of one name', badInput, times(1_000, () => `query Q { __typename }`).join(' ')),
  raw('an operation that is not there', badInput, json({ query: `query A ${one}`, operationName: 'B' })),
  raw('an operation of 1 MB', badInput, json({ query: `query A ${one}`, operationName: 'B'.repeat(1_000_000) })),
  raw('an operation that is a number', badInput, json({ query: one, operationName: 5 })),
  posted('a subscription that is posted', badInput, 'subscription { customerChanged { kind } }'),
  raw(
    'a document by its digest',
    badInput,
    json({ extensions: { persistedQuery: { version: 1, sha256Hash: 'a'.repeat(64) } } }),
  ),
  raw(
    'a document with another’s digest',
    badInput,
    json({ query: one, extensions: { persistedQuery: { version: 1, sha256Hash: 'a'.repeat(64) } } }),
  ),
  // Bodies
  raw('two requests in one', badInput, json([{ query: one }, { query: one }])),
  raw('20,000 requests in one', badInput, json(times(20_000, () => ({ query: one })))),
  raw('no request in one', badInput, '[]'),
  raw('nothing at all', badInput, ''),
  raw('null', badInput, 'null'),
  raw('a body that is no JSON', badInput, '{"query": '),
  raw('lists 1,500,000 deep', badInput, nest(1_500_000, '[', '', ']')),
  raw('one key 200,000 times', null, `{${'"query":"{ a }",'.repeat(200_000)}"query":${json(one)}}`),
  raw('a query that is an object', badInput, json({ query: { toString: 1 } })),
  raw('a form', badInput, `query=${encodeURIComponent(one)}`, 'application/x-www-form-urlencoded'),
  raw('plain text', badInput, json({ query: one }), 'text/plain'),
  raw('a document as it is', badInput, one, 'application/graphql'),
  raw(
    'a file',
    badInput,
    '--x\r\ncontent-disposition: form-data; name="operations"\r\n\r\n{}\r\n--x--',
    'multipart/form-data; boundary=x',
  ),
];
