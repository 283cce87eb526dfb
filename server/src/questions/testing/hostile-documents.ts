/** A document made to do harm, with what it tries. */
export interface HostileDocument {
  kind: string;
  document: string;
  variables: Record<string, unknown>;
}

const repeat = (count: number, part: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => part(i)).join(' ');

/** Below each other: `customer { contacts { nodes { customer { ... } } } }`. */
const deep = (levels: number, size: number): string => {
  let text = 'id';
  for (let i = 0; i < levels; i++) text = `contacts(first: ${size}) { nodes { id customer { ${text} } } }`;
  return `{ customers(first: ${size}) { nodes { ${text} } } }`;
};

const sizes = [1, 2, 5, 10, 50, 200, 201, 100_000];
const few = [1, 3, 10, 30, 100, 300, 1_000, 3_000, 9_000];

/** Nested filters: `not: { not: { ... } }`. */
function nested(levels: number, key: 'not' | 'and' | 'contacts'): unknown {
  let where: unknown = { name: { contains: 'a' } };
  for (let i = 0; i < levels; i++) {
    if (key === 'not') where = { not: where };
    else if (key === 'and') where = { and: [where, where] };
    else where = { contacts: { some: { customer: where } } };
  }
  return where;
}

const patterns = [
  '%',
  '_',
  '%%%%%%%%%%%%%%%%%%%%',
  '\\',
  '\\%',
  "'",
  '"',
  '`',
  ';--',
  "' OR 1=1 --",
  '(((((((((((',
  '[',
  '*',
  '^$',
  'a'.repeat(5_000),
  '啊'.repeat(5_000),
  '\u0000',
  '\ud800',
  '😀'.repeat(1_000),
  '%a%b%c%d%e%f%g%h%',
  '/*',
  '*/',
  '\u202e',
  ' '.repeat(3_000),
  'İ',
  'ß',
  '-1',
];

/** Some two hundred of them: depth, width, aliases, fragments, cycles, lists, patterns, variables, long texts. */
export function hostileDocuments(): HostileDocument[] {
  const made: HostileDocument[] = [];
  const add = (kind: string, document: string, variables: Record<string, unknown> = {}): void => {
    made.push({ kind, document, variables });
  };
  const filtered = 'query ($where: CustomerWhere) { customers(where: $where, first: 5) { nodes { id } } }';
  const searched = 'query ($search: String) { customers(search: $search, first: 5) { nodes { id } } }';
  for (const levels of [1, 2, 3, 4, 6, 12, 40]) for (const size of [1, 20, 200]) add('depth', deep(levels, size));
  for (const size of sizes) {
    add('page', `{ customers(first: ${size}) { nodes { id name } } }`);
    add('page', 'query ($n: Int) { customers(last: $n) { nodes { id orders(first: $n) { nodes { id } } } } }', {
      n: size,
    });
  }
  for (const count of few) {
    add('aliases', `{ customers(first: 1) { nodes { ${repeat(count, (i) => `a${i}: name`)} } } }`);
    add('root fields', `{ ${repeat(count, (i) => `a${i}: customers(first: 200) { nodes { id } }`)} }`);
    add('repeated', `{ customers(first: 1) { nodes { ${repeat(count, () => 'name')} } } }`);
    add('directives', `{ me { id ${repeat(count, () => '@include(if: true)')} } }`);
    add('in list', filtered, { where: { code: { in: Array.from({ length: count }, (_, i) => `C${i}`) } } });
    add('in list', filtered, {
      where: { id: { notIn: Array.from({ length: count }, () => '00000000-0000-4000-8000-000000000000') } },
    });
    add('or list', filtered, { where: { or: Array.from({ length: count }, () => ({ name: { contains: 'x' } })) } });
    add('order keys', 'query ($o: [CustomerOrderBy!]) { customers(orderBy: $o, first: 1) { nodes { id } } }', {
      o: Array.from({ length: count }, () => ({ name: 'ASC' })),
    });
    add('groups', 'query ($g: [CustomerGroupBy!]) { customerAggregate(groupBy: $g, first: 5) { nodes { count } } }', {
      g: Array.from({ length: count }, () => ({ tier: true })),
    });
    add('long text', searched, { search: 'zhang '.repeat(count) });
    add(
      'fragments',
      `${repeat(count, (i) => `fragment F${i} on Customer { id ...F${i + 1} }`)} fragment F${count} on Customer { name } { customers(first: 1) { nodes { ...F0 } } }`,
    );
    add('unused variables', `query (${repeat(count, (i) => `$v${i}: Int`)}) { me { id } }`);
  }
  for (const levels of [5, 20, 40, 63, 64, 200]) {
    for (const key of ['not', 'contacts'] as const) add('nested filter', filtered, { where: nested(levels, key) });
  }
  for (const levels of [2, 4, 8, 12]) add('doubling filter', filtered, { where: nested(levels, 'and') });
  for (const levels of [4, 10, 16, 20]) {
    const bomb = repeat(levels, (i) => `fragment B${i} on Customer { a: owner { id } ...B${i + 1} ...B${i + 1} }`);
    add('fragment bomb', `${bomb} fragment B${levels} on Customer { id } { customers(first: 1) { nodes { ...B0 } } }`);
  }
  add('cycle', 'fragment A on Customer { ...B } fragment B on Customer { ...A } { customers { nodes { ...A } } }');
  add('cycle', 'fragment A on Customer { owner { id } ...A } { customers { nodes { ...A } } }');
  for (const text of patterns) {
    add('pattern', filtered, { where: { name: { contains: text } } });
    add('pattern', searched, { search: text });
  }
  for (const limit of [0, -1, 1_000_000, 1_000_001, 2_147_483_647]) {
    add('count', `{ customers(first: 1) { totalCount(limit: ${limit}) { count exact } } }`);
  }
  for (const cursor of ['', 'x', 'A'.repeat(100_000), '../../etc/passwd']) {
    add('cursor', 'query ($c: String) { customers(first: 1, after: $c) { nodes { id } } }', { c: cursor });
  }
  add('deep JSON', 'query ($v: JSON) { queryCost(document: "{ me { id } }", variables: $v) { cost } }', {
    v: nested(60, 'not'),
  });
  add('deep JSON', 'query ($v: JSON) { queryCost(document: "{ me { id } }", variables: $v) { cost } }', {
    v: nested(5_000, 'not'),
  });
  add('nested document', 'query ($d: String!) { queryCost(document: $d) { cost allowed } }', { d: deep(4, 200) });
  add('nested document', 'query ($d: String!) { queryCost(document: $d) { cost allowed } }', {
    d: '{'.repeat(100_000),
  });
  add('introspection', '{ __schema { types { fields { type { fields { type { fields { type { name } } } } } } } } }');
  add('introspection', '{ __schema { types { name fields { name args { name } } } } }');
  add('proto', filtered, {
    where: JSON.parse('{"__proto__": {"name": {"contains": "a"}}, "constructor": {}}') as object,
  });
  add('empty', '{ }');
  add('empty', '# nothing');
  return made;
}
