import {
  execute,
  getNamedType,
  isLeafType,
  isObjectType,
  parse,
  validate,
  type GraphQLError,
  type GraphQLField,
  type GraphQLObjectType,
  type OperationDefinitionNode,
  isNonNullType,
} from 'graphql';
import { createKehu } from '../src/app';
import { CompiledOperations } from '../src/graphql/compiled/operation';
import type { RequestContext } from '../src/graphql/context';
import { Random } from '../src/demo/random';
import type { Row } from './demo/answers';
import { testKehu, testNow, testSecrets, type TestKehu } from './kehu';

/** Compiled answers say byte for byte what graphql-js makes of the resolvers. */
let kehu: TestKehu;
let operations: CompiledOperations;
beforeAll(async () => {
  kehu = await testKehu({ demo: true });
  // The same random bytes every time, so that cursors can be compared.
  const random = (size: number): Buffer => Buffer.alloc(size, 5);
  const still = await createKehu({ database: kehu.test.database, secrets: testSecrets, clock: () => testNow, random });
  Object.assign(kehu, { decorate: still.decorate });
  operations = new CompiledOperations(kehu.schema);
}, 240_000);
afterAll(() => kehu.drop());

const accounts = ['rep.north1', 'manager.north', 'agent1', 'analyst1', 'marketer1', 'steward', 'dpo', 'director'];

interface Answers {
  compiled: string | null;
  resolved: string;
}

async function bothWays(
  account: string | null,
  source: string,
  variables: Record<string, unknown> = {},
): Promise<Answers> {
  const document = parse(source);
  const invalid = validate(kehu.schema, document);
  if (invalid.length > 0) throw new Error(`${invalid.map(String).join('\n')}\n${source}`);
  const principal = account === null ? null : await kehu.principal(account);
  const context = () =>
    kehu.decorate({
      principal,
      credential: null,
      language: 'zh',
      address: '127.0.0.1',
      userAgent: null,
      requestId: 'test',
      denied: source.includes('#strict') ? 'error' : 'null',
      idempotencyKey: null,
      note: { operation: null, codes: [], errorIds: [] },
      setSessionCookie: () => undefined,
    } as RequestContext);
  const operation = document.definitions.find((one): one is OperationDefinitionNode => 'operation' in one)!;
  const compiled = await operations.run(document, operation, variables, context());
  const { data, errors } = await execute({
    schema: kehu.schema,
    document,
    variableValues: variables,
    contextValue: context(),
  });
  return {
    compiled: compiled && `${compiled.data?.text ?? 'null'} ${shown(compiled.errors)}`,
    resolved: `${JSON.stringify(data ?? null)} ${shown(errors ?? [])}`,
  };
}

const shown = (errors: readonly GraphQLError[]): string =>
  JSON.stringify(errors.map(({ message, path, locations }) => [message, path, locations]));

/** Writes documents that ask for anything the schema has. */
class Writer {
  private aliases = 0;
  readonly fragments: string[] = [];

  constructor(private readonly chance: () => number) {}

  document(): { source: string; variables: Record<string, unknown> } {
    const nouns = kehu.nouns.all();
    const roots = Array.from({ length: 1 + this.below(2) }, () => {
      const noun = nouns[this.below(nouns.length)]!;
      const query = kehu.schema.getQueryType()!.getFields();
      return this.below(5) === 0 ? this.field(query[`${noun.name}Aggregate`]!, 3) : this.field(query[noun.plural]!, 3);
    });
    const source = `query Any($yes: Boolean!, $no: Boolean!, $few: Int = 2) { here: __typename @include(if: $yes) @skip(if: $no)
      ${roots.join('\n')} z: teams(first: $few) { nodes { id } } ...Q${'\n'}} fragment Q on Query { ${roots[0]} me: __typename @skip(if: $yes) }
      ${this.fragments.join('\n')}`;
    return {
      source,
      variables: { yes: true, no: this.below(4) === 0, ...(this.below(2) && { few: 1 + this.below(4) }) },
    };
  }

  private below(n: number): number {
    return Math.floor(this.chance() * n);
  }

  private field(field: GraphQLField<unknown, unknown>, depth: number): string {
    const alias = `f${this.aliases++}: `;
    const args = [
      ...(field.args.some(({ name }) => name === 'first') ? [`first: ${this.below(2) ? '$few' : 3}`] : []),
      ...(field.args.some(({ name }) => name === 'limit') ? ['limit: 2'] : []),
      ...(field.args.some(({ name }) => name === 'groupBy') ? ['groupBy: []'] : []),
      ...(field.args.some(({ name, type }) => name === 'keys' && isNonNullType(type)) ? ['keys: []'] : []),
      ...(field.args.some(({ name }) => name === 'search') && this.below(6) === 0 ? ['search: "a"'] : []),
    ];
    const type = getNamedType(field.type);
    const below = isObjectType(type) ? ` { ${this.selection(type, depth - 1)} }` : '';
    const directive = ['', '', '', ' @include(if: $yes)', ' @skip(if: $no)'][this.below(5)]!;
    return `${alias}${field.name}${args.length > 0 ? `(${args.join(', ')})` : ''}${directive}${below}`;
  }

  private selection(type: GraphQLObjectType, depth: number): string {
    const fields = Object.values(type.getFields());
    const leaves = fields.filter((field) => isLeafType(getNamedType(field.type)));
    const objects = fields.filter((field) => isObjectType(getNamedType(field.type)));
    const pages = objects.filter(({ args }) => args.length > 0);
    const near = objects.filter((field) => !pages.includes(field) || depth > 0);
    const deep = depth > -3 ? near : [];
    const chosen = [
      ...leaves.filter(() => this.below(3) > 0).map((field) => this.field(field, depth)),
      ...deep.filter(() => this.below(deep.length > 6 ? 4 : 2) === 0).map((field) => this.field(field, depth)),
    ];
    const parts = chosen.map((part) => {
      if (this.below(8) === 0) return `... on ${type.name} { ${part} }`;
      if (this.below(12) > 0) return part;
      const name = `P${this.fragments.length}`;
      this.fragments.push(`fragment ${name} on ${type.name} { ${part} __typename }`);
      return `...${name}`;
    });
    return ['kind: __typename', ...parts].join(' ');
  }
}

test('any document has the same answer, byte for byte', async () => {
  const random = new Random(20261122);
  const chance = (): number => random.next();
  let compiled = 0;
  for (let i = 0; i < 120; i++) {
    const { source, variables } = new Writer(chance).document();
    for (const account of [accounts[i % accounts.length]!, accounts[(i * 5 + 3) % accounts.length]!]) {
      const answers = await bothWays(account, source, variables);
      if (answers.compiled === null) continue;
      compiled++;
      expect([account, source, answers.compiled]).toEqual([account, source, answers.resolved]);
    }
  }
  // What is left to graphql-js proves nothing.
  expect(compiled).toBe(240);
}, 300_000);

test.each([
  ['a page from behind', '{ customers(last: 3) { nodes { name } pageInfo { hasPreviousPage startCursor } } }'],
  ['a malformed cursor', '{ customers(first: 3, after: "x") { nodes { name } } orders(first: 1) { nodes { id } } }'],
  ['a refused order', '#strict\n{ customers(orderBy: [{ primaryPhone: ASC }]) { nodes { nationalId } } }'],
  ['a refused selection', '#strict\n{ customers(first: 1) { nodes { nationalId } } }'],
  ['a refusal beside an answer', '{ customer(id: "x") { name } node(id: "y") { id ... on Customer { name } } }'],
  [
    'two meanings of one key',
    '{ customers(first: 2) { nodes { a: contacts(first: 1) { nodes { id } } } edges { node { a: contacts(first: 2) { nodes { id } } } } } }',
  ],
  ['a count alone', '{ customers { totalCount(limit: 5) { count exact } } }'],
  ['a null operand', '{ customers(where: { name: { eq: null } }) { nodes { id } } }'],
  ['a limit out of bounds', '{ customers(first: 1) { totalCount(limit: 0) { count } } }'],
])('%s', async (_, source) => {
  for (const account of [...accounts, null]) {
    const answers = await bothWays(account, source);
    if (answers.compiled !== null) expect([account, answers.compiled]).toEqual([account, answers.resolved]);
    expect(answers.compiled === null).toBe(source.includes('edges { node { a'));
  }
});

test('values of variables reach plans that were compiled for others', async () => {
  const source = `query ($where: CustomerWhere, $search: String, $first: Int, $order: [CustomerOrderBy!], $after: String) {
    customers(where: $where, search: $search, first: $first, orderBy: $order, after: $after) {
      nodes { id name kind updatedAt owner { name } } pageInfo { endCursor } totalCount { count } } }`;
  const { customers } = (await kehu.ask('steward', '{ customers(first: 60) { nodes { id name region { key } } } }'))
    .data as Row;
  const ids = customers.nodes.map(({ id }: Row) => id as string);
  const questions: Record<string, unknown>[] = [
    ...ids.slice(0, 6).map((id: string) => ({ where: { id: { eq: id } } })),
    { where: { id: { in: ids.slice(3, 6) } } },
    { where: { id: { in: ids.slice(7, 10) } } },
    ...customers.nodes
      .slice(0, 5)
      .map(({ name }: Row) => ({ where: { name: { contains: String(name).slice(0, 2) } } })),
    ...customers.nodes.slice(5, 9).map(({ name }: Row) => ({ search: String(name).slice(0, 2) })),
    ...customers.nodes
      .slice(5, 9)
      .map(({ region }: Row) => ({ where: { region: { key: { eq: region?.key ?? 'x' } } } })),
    { where: { name: { contains: '' } } },
    { where: { name: { isNull: true } } },
    { where: { name: { isNull: false } } },
    { where: { contacts: { some: { name: { contains: 'a' } } } }, first: 5 },
    { where: { contacts: { some: { name: { contains: 'e' } } } }, first: 5 },
    { order: [{ name: 'ASC' }], first: 3 },
    { order: [{ name: 'DESC' }], first: 3 },
    { order: [{ owner: { name: 'DESC' } }], first: 3 },
  ];
  for (const account of ['rep.north1', 'rep.south1', 'manager.north', 'steward']) {
    for (const variables of questions) {
      const { compiled, resolved } = await bothWays(account, source, variables);
      expect([account, variables, compiled]).toEqual([account, variables, resolved]);
      const cursor = /"endCursor":"([^"]+)"/.exec(resolved)?.[1];
      if (cursor === undefined) continue;
      const next = await bothWays(account, source, { ...variables, after: cursor });
      expect([account, variables, next.compiled]).toEqual([account, variables, next.resolved]);
    }
  }
}, 240_000);
