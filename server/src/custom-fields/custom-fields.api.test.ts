import { execute, parse, printSchema, type GraphQLObjectType, type OperationDefinitionNode } from 'graphql';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { answer, bytes, refusal, type Row } from '../../test/demo/answers';
import { testKehu, testNow, testSecrets, type TestKehu } from '../../test/kehu';
import { currentRules } from '../accounts/rule-versions';
import { startSession } from '../accounts/sessions';
import type { Administration } from '../administration/administration';
import { saveRules } from '../administration/save-rules';
import { createKehu } from '../app';
import { openDatabase } from '../database/open-database';
import { addedColumns } from '../imports/added-columns';
import { importDictionaries } from '../imports/import-dictionaries';
import { importFile, type ImportResult } from '../imports/import-file';
import { recordsWriter } from '../imports/write-records';
import { CompiledOperations } from '../graphql/compiled/operation';
import type { RequestContext } from '../graphql/context';
import { exportedBytes, exporting, planOf, type ExportRequest } from '../exports/export-records';
import type { Principal } from '../access/principal';
import type { ImportableNoun } from '../imports/import-columns';
import type { KehuContext } from '../graphql/kehu-context';
import { retireField } from './keep-fields';
import { allow, covering, makeField } from './testing/custom-fields';

/** Fields that an administrator adds, from their making to their end, as those see them whom rules let. */
let kehu: TestKehu;
const rep = 'rep.north1';

const kinds = [
  { key: 'motto', kind: 'text', label: { en: 'Motto', zh: '座右铭' } },
  { key: 'seats', kind: 'number', label: { en: 'Seats', zh: '座位数' } },
  { key: 'budget', kind: 'money', label: { en: 'Budget', zh: '预算' } },
  { key: 'renewsOn', kind: 'date', label: { en: 'Renews on', zh: '续约日' } },
  {
    key: 'colour',
    kind: 'choice',
    label: { en: 'Colour', zh: '颜色' },
    choices: [
      { key: 'red', en: 'Red', zh: '红' },
      { key: 'blue', en: 'Blue', zh: '蓝' },
    ],
  },
  {
    key: 'hobbies',
    kind: 'multiChoice',
    label: { en: 'Hobbies', zh: '爱好' },
    choices: [
      { key: 'golf', en: 'Golf', zh: '高尔夫' },
      { key: 'tea', en: 'Tea', zh: '茶' },
      { key: 'chess', en: 'Chess', zh: '棋' },
    ],
  },
  { key: 'vip', kind: 'boolean', label: { en: 'VIP', zh: '贵宾' } },
  { key: 'mentor', kind: 'link', to: 'User', label: { en: 'Mentor', zh: '导师' } },
  { key: 'favourite', kind: 'link', to: 'Product', label: { en: 'Favourite', zh: '最爱' } },
];
const names = kinds.map(({ key }) => `custom.${key}`);

const made = new Map<string, { id: string; version: number }>();
const customers: Row[] = [];
let products: Row[];
let me: Row;

const values = `custom { motto seats budget renewsOn colour { key name } hobbies { key } vip mentor { id name } favourite { id name } }`;
const createCustomer = `mutation ($input: CreateCustomerInput!) { createCustomer(input: $input) { customer { id version ${values} } } }`;
const updateCustomer = `mutation ($input: UpdateCustomerInput!) { updateCustomer(input: $input) { customer { id version ${values} } } }`;
const typeOf = (name: string): string => `{ __type(name: "${name}") { fields { name } inputFields { name } } }`;

beforeAll(async () => {
  kehu = await testKehu({ demo: true });
  for (const field of kinds) made.set(field.key, await makeField(kehu, { type: 'Customer', ...field }));
  products = (await answer(kehu, rep, '{ products(first: 2) { nodes { id name } } }')).products.nodes;
  me = (await answer(kehu, rep, '{ me { id name } }')).me;
}, 240_000);
afterAll(() => kehu.drop());

const where = async (filter: object, as = rep): Promise<string[]> => {
  const { customers: page } = await answer(
    kehu,
    as,
    'query ($where: CustomerWhere) { customers(where: $where, orderBy: [{ name: ASC }], first: 200) { nodes { name } } }',
    { where: { and: [{ name: { startsWith: 'Custom ' } }, filter] } },
  );
  return page.nodes.map(({ name }: Row) => name.slice('Custom '.length));
};

describe('a field that was made', () => {
  it('is there for nobody before a rule grants something of it', async () => {
    for (const account of ['admin', 'director', rep, 'steward', 'analyst1', 'auditor']) {
      const { __type } = await answer(kehu, account, typeOf('Customer'));
      expect(__type.fields.map(({ name }: Row) => name)).not.toContain('custom');
      expect(kehu.schemaOf(await kehu.principal(account))).toBe(kehu.schema);
      expect(await answer(kehu, account, '{ customFields(type: "Customer") { key } }')).toEqual({ customFields: [] });
      const { customers: page } = await answer(
        kehu,
        account,
        '{ customers(first: 1) { nodes { customValues access { hidden masked readOnly } } } }',
      );
      expect(JSON.stringify(page)).not.toMatch(/motto|seats|colour/);
    }
  });

  it('is kept by those who keep fields, and by nobody else', async () => {
    const list = '{ customFieldDefinitions(type: "Customer") { key name kind position choices { key zh } } }';
    const { customFieldDefinitions } = await answer(kehu, 'steward', list);
    expect(customFieldDefinitions.map(({ name }: Row) => name)).toEqual(names);
    expect(customFieldDefinitions[4].choices).toEqual([
      { key: 'red', zh: '红' },
      { key: 'blue', zh: '蓝' },
    ]);
    expect(refusal(await kehu.ask(rep, list))).toEqual({ code: 'FORBIDDEN', fields: [] });
    const again = await kehu.ask(
      'admin',
      'mutation ($input: CreateCustomFieldInput!) { createCustomField(input: $input) { field { id } } }',
      {
        input: { type: 'Customer', ...kinds[0] },
      },
    );
    expect(refusal(again)).toEqual({ code: 'BAD_USER_INPUT', fields: ['key'] });
    for (const key of ['constructor', 'toString', 'valueOf', 'isPrototypeOf']) {
      const taken = 'mutation ($input: CreateCustomFieldInput!) { createCustomField(input: $input) { field { id } } }';
      const input = { type: 'Customer', ...kinds[0], key };
      expect(refusal(await kehu.ask('admin', taken, { input }))).toEqual({ code: 'BAD_USER_INPUT', fields: ['key'] });
    }
  });
});

describe('with a rule for representatives', () => {
  beforeAll(async () => {
    await allow(kehu, 'sales-rep', 'Customer', covering(['read', 'create', 'update'], names));
  });

  it('values of each kind are written and read in their types', async () => {
    const custom = {
      motto: '  Ｆirst Things First ',
      seats: '12.5',
      budget: '1000.10',
      renewsOn: '2026-12-24',
      colour: 'red',
      hobbies: ['tea', 'golf', 'tea'],
      vip: true,
      mentorId: me.id,
      favouriteId: products[0].id,
    };
    const first = await answer(kehu, rep, createCustomer, { input: { kind: 'PERSON', name: 'Custom A', custom } });
    expect(first.createCustomer.customer.custom).toEqual({
      motto: 'Ｆirst Things First',
      seats: '12.5',
      budget: '1000.1',
      renewsOn: '2026-12-24',
      colour: { key: 'red', name: 'Red' },
      hobbies: [{ key: 'golf' }, { key: 'tea' }],
      vip: true,
      mentor: me,
      favourite: products[0],
    });
    customers.push(first.createCustomer.customer);
    const more = [
      {
        motto: 'second',
        seats: '-3',
        budget: '20',
        renewsOn: '2026-01-31',
        colour: 'blue',
        hobbies: ['chess'],
        vip: false,
      },
      { motto: 'Third_%', seats: '12.5', colour: 'red', hobbies: ['chess', 'tea'] },
      {},
    ];
    for (const [i, one] of more.entries()) {
      const input = { kind: 'PERSON', name: `Custom ${'BCD'[i]}`, custom: one };
      customers.push((await answer(kehu, rep, createCustomer, { input })).createCustomer.customer);
    }
  });

  it('what is no value of the kind is refused by its name', async () => {
    const write = async (custom: object): Promise<unknown> => {
      const { id, version } = customers[0];
      return refusal(await kehu.ask(rep, updateCustomer, { input: { id, version, custom } }));
    };
    const bad = (field: string): object => ({ code: 'BAD_USER_INPUT', fields: [`custom.${field}`] });
    expect(await write({ motto: 'x'.repeat(101) })).toEqual(bad('motto'));
    expect(await write({ colour: 'green' })).toEqual(bad('colour'));
    expect(await write({ hobbies: ['golf', 'sleep'] })).toEqual(bad('hobbies'));
    const nowhere = { code: 'NOT_FOUND', fields: ['custom.favouriteId'] };
    expect(await write({ favouriteId: me.id })).toEqual(nowhere);
    expect(await write({ favouriteId: '00000000-0000-4000-8000-000000000000' })).toEqual(nowhere);
  });

  it('filters find by each of them, two-valued as everywhere', async () => {
    expect(await where({ custom: { motto: { contains: 'FIRST' } } })).toEqual(['A']);
    expect(await where({ custom: { motto: { endsWith: '_%' } } })).toEqual(['C']);
    expect(await where({ custom: { seats: { gte: '12.5' } } })).toEqual(['A', 'C']);
    expect(await where({ custom: { seats: { ne: '12.5' } } })).toEqual(['B', 'D']);
    expect(await where({ custom: { budget: { between: ['1', '20'] } } })).toEqual(['B']);
    expect(await where({ custom: { renewsOn: { lt: '2026-12-01' } } })).toEqual(['B']);
    expect(await where({ custom: { colour: { key: { in: ['red'] } } } })).toEqual(['A', 'C']);
    expect(await where({ custom: { colour: { isNull: true } } })).toEqual(['D']);
    expect(await where({ custom: { hobbies: { has: 'tea' } } })).toEqual(['A', 'C']);
    expect(await where({ custom: { hobbies: { hasAll: ['tea', 'chess'] } } })).toEqual(['C']);
    expect(await where({ custom: { hobbies: { hasAny: ['golf', 'chess'] } } })).toEqual(['A', 'B', 'C']);
    expect(await where({ custom: { hobbies: { isEmpty: true } } })).toEqual(['D']);
    expect(await where({ custom: { vip: { eq: true } } })).toEqual(['A']);
    expect(await where({ not: { custom: { vip: { eq: true } } } })).toEqual(['B', 'C', 'D']);
    expect(await where({ custom: { mentor: { id: { eq: me.id } } } })).toEqual(['A']);
    expect(await where({ custom: { favourite: { isNull: true } } })).toEqual(['B', 'C', 'D']);
    expect(await where({ custom: { vip: { isNull: false }, seats: { lt: '0' } } })).toEqual(['B']);
    expect(await where({ custom: {} })).toEqual(['A', 'B', 'C', 'D']);
    const list = 'query ($where: CustomerWhere) { customers(where: $where) { nodes { id } } }';
    const refused = async (filter: object): Promise<unknown> => refusal(await kehu.ask(rep, list, { where: filter }));
    expect(await refused({ custom: null })).toEqual({ code: 'BAD_USER_INPUT', fields: ['where.custom'] });
    expect(await refused({ custom: { vip: { eq: null } } })).toEqual({
      code: 'BAD_USER_INPUT',
      fields: ['where.custom.vip.eq'],
    });
  });

  it('orders and pages go by them, both ways', async () => {
    const page = `query ($orderBy: [CustomerOrderBy!], $first: Int, $after: String, $last: Int, $before: String) {
      customers(where: { name: { startsWith: "Custom " } }, orderBy: $orderBy, first: $first, after: $after, last: $last, before: $before) {
        nodes { name } pageInfo { startCursor endCursor hasNextPage hasPreviousPage } } }`;
    const letters = ({ nodes }: Row): string => nodes.map(({ name }: Row) => name.at(-1)).join('');
    const orders: [object, string][] = [
      [{ custom: { seats: 'ASC' } }, 'BACD'],
      [{ custom: { seats: 'DESC' }, nulls: 'FIRST' }, 'DCAB'],
      [{ custom: { motto: 'ASC' } }, 'ABCD'],
      [{ custom: { renewsOn: 'DESC' } }, 'ABDC'],
      [{ custom: { colour: 'ASC' } }, 'BACD'],
      [{ custom: { vip: 'ASC' } }, 'BACD'],
      [{ custom: { favourite: { name: 'ASC' } } }, 'ABCD'],
    ];
    for (const [orderBy, expected] of orders) {
      let forward = '';
      let after: string | null = null;
      let more = true;
      while (more) {
        const { customers: found }: Row = await answer(kehu, rep, page, { orderBy: [orderBy], first: 1, after });
        forward += letters(found);
        after = found.pageInfo.endCursor;
        more = found.pageInfo.hasNextPage;
      }
      expect([orderBy, forward]).toEqual([orderBy, expected]);
      const { customers: back } = await answer(kehu, rep, page, { orderBy: [orderBy], last: 3, before: after });
      expect([orderBy, letters(back)]).toEqual([orderBy, expected.slice(0, 3)]);
    }
  });

  it('groups and measures go by them', async () => {
    const { customerAggregate } = await answer(
      kehu,
      rep,
      `query ($where: CustomerWhere) { customerAggregate(where: $where, groupBy: [{ custom: { colour: true } }],
        orderBy: [{ sum: { custom: { seats: DESC } } }], having: { count: { gte: 1 } }) {
        nodes { key { custom { colour { key name } } } count
          sum { custom { seats budget } } avg { custom { seats } } median { custom { seats } }
          max { custom { renewsOn } } countDistinct { custom { motto } } }
        totals { count sum { custom { seats } } } } }`,
      { where: { name: { startsWith: 'Custom ' } } },
    );
    expect(
      customerAggregate.nodes.map(({ key, count, sum }: Row) => [
        key.custom.colour?.key ?? null,
        count,
        sum.custom.seats,
      ]),
    ).toEqual([
      ['red', 2, '25'],
      ['blue', 1, '-3'],
      [null, 1, null],
    ]);
    expect(customerAggregate.nodes[0]).toMatchObject({
      key: { custom: { colour: { name: 'Red' } } },
      sum: { custom: { budget: '1000.1' } },
      avg: { custom: { seats: '12.5' } },
      median: { custom: { seats: '12.5' } },
      max: { custom: { renewsOn: '2026-12-24' } },
      countDistinct: { custom: { motto: 2 } },
    });
    expect(customerAggregate.totals).toEqual({ count: 4, sum: { custom: { seats: '22' } } });
    const groups = async (groupBy: object): Promise<Row[]> =>
      (
        await answer(
          kehu,
          rep,
          `query ($groupBy: [CustomerGroupBy!]) { customerAggregate(where: { name: { startsWith: "Custom " } }, groupBy: $groupBy) {
             nodes { count key { custom { vip renewsOn motto mentor { name } } } } } }`,
          { groupBy: [groupBy] },
        )
      ).customerAggregate.nodes.map(({ key, count }: Row) => [
        Object.values(key.custom).find((of) => of !== null) ?? null,
        count,
      ]);
    expect(await groups({ custom: { vip: true } })).toEqual([
      [null, 2],
      [false, 1],
      [true, 1],
    ]);
    expect(await groups({ custom: { renewsOn: { bucket: 'YEAR' } } })).toEqual([
      [null, 2],
      ['2026-01-01', 2],
    ]);
    expect(await groups({ custom: { mentor: { name: true } } })).toEqual([
      [{ name: null }, 3],
      [{ name: me.name }, 1],
    ]);
  });

  it('changes are told apart, kept in the history and answered without knowing the fields', async () => {
    const { id, version } = customers[0];
    const changed = await answer(kehu, rep, updateCustomer, {
      input: { id, version, custom: { colour: 'blue', hobbies: [], favouriteId: products[1].id, motto: null } },
    });
    expect(changed.updateCustomer.customer.custom).toMatchObject({
      colour: { key: 'blue' },
      hobbies: null,
      favourite: products[1],
      motto: null,
      seats: '12.5',
    });
    const same = await answer(kehu, rep, updateCustomer, {
      input: { id, version: version + 1, custom: { colour: 'blue', hobbies: null, seats: '12.50' } },
    });
    expect(same.updateCustomer.customer.version).toBe(version + 1);
    const { customer } = await answer(
      kehu,
      rep,
      `query ($id: ID!, $keys: [String!]) { customer(id: $id) { history(first: 1) { nodes { changes { field old new } } }
         all: customValues some: customValues(keys: $keys) access { hidden readOnly } } }`,
      { id, keys: ['favourite', 'vip', 'nothing'] },
    );
    expect(customer.history.nodes[0].changes).toEqual(
      expect.arrayContaining([
        { field: 'custom.colour', old: 'red', new: 'blue' },
        { field: 'custom.hobbies', old: ['golf', 'tea'], new: null },
        { field: 'custom.favourite', old: products[0].id, new: products[1].id },
      ]),
    );
    expect(customer.all).toEqual({
      motto: null,
      seats: '12.5',
      budget: '1000.1',
      renewsOn: '2026-12-24',
      colour: { key: 'blue', name: 'Blue' },
      hobbies: null,
      vip: true,
      mentor: me,
      favourite: products[1],
    });
    expect(customer.some).toEqual({ vip: true, favourite: products[1] });
    expect(JSON.stringify(customer.access)).not.toContain('custom.');
    expect(await where({ custom: { hobbies: { has: 'tea' } } })).toEqual(['C']);
  });

  it('files bring them by key or name, from those who may write them', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'kehu-custom-'));
    const path = join(folder, 'customers.csv');
    const rows = ['Custom G,9.5,Blue,Tea; golf,yes,Green things', 'Custom H,many,red,,no,', 'Custom I,1,red,sleep,no,'];
    writeFileSync(path, `Company,座位数,custom.colour,Hobbies,VIP,motto\n${rows.join('\n')}\n`);
    const bring = async (account: string): Promise<ImportResult> => {
      const principal = await kehu.principal(account);
      const writing = () => kehu.writing(principal);
      const added = addedColumns(writing().ruleSet, 'customer');
      const dictionaries = await importDictionaries(kehu.test.database, writing().ruleSet, added);
      const write = recordsWriter({ writing, noun: 'customer', source: 'test', dryRun: false, language: 'en' });
      return importFile({ path, noun: 'customer', dictionaries, added, write });
    };
    try {
      const result = await bring(rep);
      expect(result.refused.map(({ line, column }) => [line, column])).toEqual([
        [3, '座位数'],
        [4, 'Hobbies'],
      ]);
      const { customers: page } = await answer(
        kehu,
        rep,
        '{ customers(where: { name: { eq: "Custom G" } }) { nodes { customValues(keys: ["motto", "seats", "colour", "hobbies", "vip"]) } } }',
      );
      expect(page.nodes).toEqual([
        {
          customValues: {
            motto: 'Green things',
            seats: '9.5',
            colour: { key: 'blue', name: 'Blue' },
            hobbies: [
              { key: 'golf', name: 'Golf' },
              { key: 'tea', name: 'Tea' },
            ],
            vip: true,
          },
        },
      ]);
      // To the steward, who is granted nothing of them, these headers mean what any unknown one does.
      const ignored = await bring('steward');
      expect(ignored.created).toBe(3);
      expect(await where({ custom: { seats: { eq: '9.5' } } })).toEqual(['G']);
    } finally {
      rmSync(folder, { recursive: true });
      await kehu.test.database.run(
        "UPDATE customers SET deleted_at = 1 WHERE name_fold IN ('custom g', 'custom h', 'custom i')",
      );
    }
  });

  it('both executors say the same of them', async () => {
    const operations = new CompiledOperations(kehu.schemaOf(await kehu.principal(rep)));
    const source = `query ($keys: [String!], $yes: Boolean!) { customers(where: { name: { startsWith: "Custom " } }, orderBy: [{ custom: { seats: ASC } }]) {
      nodes { c: custom { __typename motto fav: favourite { id c: customValues(keys: []) } ...F } d: custom { motto @include(if: $yes) fav: favourite { name } }
        customValues(keys: $keys) x: customValues } }
      customerAggregate(groupBy: [{ custom: { colour: true } }]) { nodes { key { custom { colour { key } } } sum { custom { seats } } } } }
      fragment F on CustomerCustom { colour { name } hobbies { key name } vip seats budget renewsOn }`;
    const document = parse(source);
    const variables = { keys: ['vip', 'mentor'], yes: false };
    const context = await contextFor(rep);
    const compiled = await operations.run(
      document,
      document.definitions[0] as OperationDefinitionNode,
      variables,
      context,
    );
    const { data, errors } = await execute({
      schema: kehu.schemaOf(context.principal),
      document,
      variableValues: variables,
      contextValue: context,
    });
    expect(errors).toBeUndefined();
    expect(compiled?.errors).toEqual([]);
    expect(compiled!.data!.text).toBe(JSON.stringify(data));
    expect(compiled!.data!.text).toContain('"fav":{"id"');
  });
});

const contextFor = async (account: string): Promise<KehuContext> =>
  kehu.decorate({
    principal: await kehu.principal(account),
    language: 'en',
    denied: 'null',
    note: {},
  } as unknown as RequestContext);

describe('cell by cell', () => {
  beforeAll(async () => {
    // The south may see mottos of its own customers, and that there is one of the others; managers may only write them.
    await allow(kehu, 'sales-rep', 'Customer', (grants) => {
      for (const grant of grants) {
        if (grant.action !== 'read') continue;
        grant.cells.push({ field: 'custom.motto', scope: 'own' });
        grant.masked.push('custom.motto');
      }
    });
    await allow(kehu, 'manager', 'Customer', covering(['update'], ['custom.motto']));
    await allow(kehu, 'analyst', 'Customer', (grants) => {
      const least = { aggregateOnly: ['custom.seats'], k: 3 }; // so many have a value
      grants.push({ action: 'read', scope: 'all', fields: [], cells: [], masked: [], grants: [], ...least });
    });
  });

  it('a value shows where its rule holds, its mask elsewhere, and counts as nothing there', async () => {
    const { id, version } = customers[1];
    await answer(kehu, rep, updateCustomer, { input: { id, version, custom: { motto: 'second' } } });
    const read = `query ($id: ID!) { customer(id: $id) { custom { motto seats } customValues(keys: ["motto"]) access { hidden masked } } }`;
    const own = (await answer(kehu, rep, read, { id })).customer;
    expect(own).toMatchObject({ custom: { motto: 'second' }, customValues: { motto: 'second' } });
    const colleague = (await answer(kehu, 'rep.north2', read, { id })).customer;
    expect(colleague).toMatchObject({ custom: { motto: '•••', seats: '-3' }, customValues: { motto: '•••' } });
    expect(colleague.access.masked).toContain('custom.motto');
    expect(await where({ custom: { motto: { eq: 'second' } } }, 'rep.north2')).toEqual([]);
    expect(await where({ custom: { motto: { isNull: true } } }, 'rep.north2')).toEqual(['A', 'B', 'C', 'D']);
  });

  it('who may only write it reads null, and is refused filters by name', async () => {
    const { id } = customers[1];
    const read = 'query ($id: ID!) { customer(id: $id) { version custom { motto } access { hidden } } }';
    const { customer } = await answer(kehu, 'manager.north', read, { id });
    expect(customer.custom).toEqual({ motto: null });
    expect(customer.access.hidden.filter((name: string) => name.startsWith('custom.'))).toEqual(['custom.motto']);
    const input = { id, version: customer.version, custom: { motto: 'by the manager' } };
    const written = `mutation ($input: UpdateCustomerInput!) { updateCustomer(input: $input) { customer { custom { motto } } } }`;
    expect((await answer(kehu, 'manager.north', written, { input })).updateCustomer.customer.custom.motto).toBeNull();
    const filter = 'query { customers(where: { custom: { motto: { eq: "second" } } }) { nodes { id } } }';
    expect(refusal(await kehu.ask('manager.north', filter))).toEqual({ code: 'FORBIDDEN', fields: ['custom.motto'] });
    expect(await where({ custom: { motto: { startsWith: 'by the' } } })).toEqual(['B']);
  });

  it('totals alone are told of a field that is for totals alone', async () => {
    const total = '{ customerAggregate { nodes { sum { custom { seats } } } totals { count } } }';
    const { customerAggregate } = await answer(kehu, 'analyst1', total);
    expect(customerAggregate.nodes).toEqual([{ sum: { custom: { seats: '22' } } }]);
    const few =
      '{ customerAggregate(where: { tier: { isNull: true } }, groupBy: [{ name: true }]) { nodes { sum { custom { seats } } } } }';
    expect(refusal(await kehu.ask('analyst1', few))?.code).toBe('FORBIDDEN');
  });
});

describe('who is granted nothing of a field', () => {
  /** Everything one could ask of a field of customers by this name. */
  const questions = (key: string): [string, Record<string, unknown>][] => [
    [`{ customers(first: 1) { nodes { custom { ${key} } } } }`, {}],
    [`{ customers(where: { custom: { ${key}: { isNull: true } } }) { nodes { id } } }`, {}],
    [
      'query ($where: CustomerWhere) { customers(where: $where, first: 1) { nodes { id } } }',
      { where: { custom: { [key]: { isNull: true } } } },
    ],
    [
      'query ($o: [CustomerOrderBy!]) { customers(orderBy: $o, first: 1) { nodes { id } } }',
      { o: [{ custom: { [key]: 'ASC' } }] },
    ],
    [
      'query ($g: [CustomerGroupBy!]) { customerAggregate(groupBy: $g) { nodes { count } } }',
      { g: [{ custom: { [key]: true } }] },
    ],
    [`{ customerAggregate { nodes { sum { custom { ${key} } } } } }`, {}],
    [
      'mutation ($i: CreateCustomerInput!) { createCustomer(input: $i) { customer { id } } }',
      { i: { kind: 'PERSON', name: 'x', custom: { [key]: 'x' } } },
    ],
    [
      `mutation { createCustomer(input: { kind: PERSON, name: "x", custom: { ${key}: "x" } }) { customer { id } } }`,
      {},
    ],
    ['query ($keys: [String!]) { customers(first: 1) { nodes { id customValues(keys: $keys) } } }', { keys: [key] }],
    [`{ queryCost(document: "{ customers(first: 1) { nodes { custom { ${key} } } } }") { cost } }`, {}],
    [`{ explainAccess(type: "Customer", field: "custom.${key}") { sentence because missing } }`, {}],
    [`{ dictionary(name: "custom.customer.${key}") { key } }`, {}],
    ['{ customFields(type: "Customer") { key } }', {}],
    ['{ __type(name: "CustomerCustom") { fields { name } } }', {}],
    [`{ contacts(where: { customer: { custom: { ${key}: { isNull: true } } } }) { nodes { id } } }`, {}],
  ];
  /** Sees other fields, so that the group is there. */
  const accounts = ['agent1', 'marketer1', 'manager.north'];

  it.each(accounts)('%s is answered byte for byte as by a name that there never was', async (account) => {
    const there = questions('colour');
    const absent = questions('coloux');
    for (const [i, [document, variables]] of there.entries()) {
      const real = bytes(await kehu.ask(account, document, variables));
      const other = bytes(await kehu.ask(account, absent[i]![0], absent[i]![1]));
      expect(real.replaceAll('colour', 'coloux')).toBe(other);
    }
  });

  it('and is told nothing of the others by the change of one it does see', async () => {
    const before = await kehu.principal('agent1');
    const schema = kehu.schemaOf(before);
    await makeField(kehu, { type: 'Contact', key: 'later', kind: 'text', label: { en: 'Later', zh: '以后' } });
    expect(printSchema(kehu.schemaOf(await kehu.principal('agent1')))).toBe(printSchema(schema));
  });

  it('but who reads the rules is told that there is none', async () => {
    const { explainAccess } = await answer(
      kehu,
      'auditor',
      '{ explainAccess(type: "Customer", field: "custom.colour") { readable writable } }',
    );
    expect(explainAccess).toEqual({ readable: false, writable: false });
  });
});

describe('a field in the course of time', () => {
  const version = async (key: string): Promise<Row> => {
    const { customFieldDefinitions } = await answer(
      kehu,
      'steward',
      '{ customFieldDefinitions { id key version retiredAt label { en zh } } }',
    );
    return customFieldDefinitions.find((field: Row) => field.key === key);
  };
  const mutate = async (name: string, input: object): Promise<Row> =>
    (
      await answer(
        kehu,
        'steward',
        `mutation ($input: ${name === 'change' ? 'ChangeCustomFieldInput' : 'CustomFieldVersionInput'}!) {
           ${name}CustomField(input: $input) { field { version retiredAt label { zh } } } }`,
        { input },
      )
    )[`${name}CustomField`].field;
  const read = '{ customers(where: { custom: { seats: { isNull: false } } }) { nodes { custom { seats } } } }';

  it('is called otherwise, by the same key', async () => {
    const { id, version: at } = await version('seats');
    await mutate('change', { id, version: at, label: { en: 'Chairs', zh: '椅子数' }, position: 0 });
    const stale = await kehu.ask(
      'steward',
      'mutation ($input: ChangeCustomFieldInput!) { changeCustomField(input: $input) { field { id } } }',
      {
        input: { id, version: at, position: 1 },
      },
    );
    expect(refusal(stale)?.code).toBe('CONFLICT');
    const { customFields } = await answer(kehu, rep, '{ customFields(type: "Customer") { key label } }');
    expect(customFields.find(({ key }: Row) => key === 'seats')).toEqual({ key: 'seats', label: 'Chairs' });
    expect((await answer(kehu, rep, read)).customers.nodes.length).toBeGreaterThan(2);
  });

  it('takes new values of a choice, and no longer offers old ones', async () => {
    const { id } = await version('colour');
    const save = 'mutation ($input: SaveCustomChoiceInput!) { saveCustomChoice(input: $input) { key active } }';
    await answer(kehu, 'steward', save, { input: { id, key: 'green', en: 'Green', zh: '绿' } });
    await answer(kehu, 'steward', save, { input: { id, key: 'red', en: 'Red', zh: '红', active: false } });
    const { customFields } = await answer(kehu, rep, '{ customFields(type: "Customer") { key choices { key } } }');
    const { choices } = customFields.find(({ key }: Row) => key === 'colour');
    expect(choices).toEqual([{ key: 'blue' }, { key: 'green' }]);
    const input = { kind: 'PERSON', name: 'Custom E', custom: { colour: 'red' } };
    expect(refusal(await kehu.ask(rep, createCustomer, { input }))?.fields).toEqual(['custom.colour']);
    expect(await where({ custom: { colour: { key: { eq: 'red' } } } })).toEqual(['C']);
  });

  it('is needed where it is wanted, by those who may give it', async () => {
    const { id, version: at } = await version('vip');
    await mutate('change', { id, version: at, required: true });
    const input = { kind: 'PERSON', name: 'Custom F' };
    const needed = { code: 'BAD_USER_INPUT', fields: ['custom.vip'] };
    expect(refusal(await kehu.ask(rep, createCustomer, { input }))).toEqual(needed);
    const [, second] = customers;
    const cleared = { id: second.id, version: second.version + 1, custom: { vip: null } };
    expect(refusal(await kehu.ask(rep, updateCustomer, { input: cleared }))).toEqual(needed);
    const create = 'mutation ($input: CreateCustomerInput!) { createCustomer(input: $input) { customer { id } } }';
    const made = await answer(kehu, 'steward', create, { input: { ...input, name: 'Custom of the steward' } });
    expect(made.createCustomer.customer).not.toBeNull();
    await mutate('change', { id, version: at + 1, required: false });
  });

  it('is gone for everybody when it is retired, and back with its values when it is restored', async () => {
    const { id, version: at } = await version('seats');
    const before = (await answer(kehu, rep, read)).customers.nodes;
    expect((await mutate('retire', { id, version: at })).retiredAt).not.toBeNull();
    const { errors } = await kehu.ask(rep, read);
    expect(String(errors![0])).toContain('seats');
    const { __type } = await answer(kehu, rep, typeOf('CustomerCustomWhere'));
    expect(__type.inputFields.map(({ name }: Row) => name)).toEqual(
      names.filter((name) => name !== 'custom.seats').map((name) => name.slice(7)),
    );
    const { customer } = await answer(
      kehu,
      rep,
      `query ($id: ID!) { customer(id: $id) { customValues history { nodes { changes { field } } } } }`,
      {
        id: customers[0].id,
      },
    );
    expect(JSON.stringify(customer)).not.toContain('seats');
    // Rules that name it can be saved meanwhile, and hold again when it is back.
    await allow(kehu, 'sales-rep', 'Customer', () => undefined);
    expect((await mutate('restore', { id, version: at + 1 })).retiredAt).toBeNull();
    expect((await answer(kehu, rep, read)).customers.nodes).toEqual(before);
  });

  it('is not retired while a scope depends on it', async () => {
    const change = {
      putScope: {
        type: 'Customer',
        name: 'blue-ones',
        label: { en: 'blue customers', zh: '蓝色客户' },
        where: { custom: { colour: { key: { eq: 'blue' } } } },
      },
    };
    const { ruleHistory } = await answer(kehu, 'admin', '{ ruleHistory(first: 1) { current } }');
    await answer(kehu, 'admin', 'mutation ($input: SaveRulesInput!) { saveRules(input: $input) { version } }', {
      input: { version: ruleHistory.current, changes: [change] },
    });
    const { id, version: at } = await version('colour');
    const retire = 'mutation ($input: CustomFieldVersionInput!) { retireCustomField(input: $input) { field { id } } }';
    expect(refusal(await kehu.ask('steward', retire, { input: { id, version: at } }))).toEqual({
      code: 'BAD_USER_INPUT',
      fields: ['id'],
    });
  });

  it('is retired or named by a scope, where both are asked for at the same moment: rules stay readable', async () => {
    const { administration } = kehu.decorate({} as never).services;
    const principal = await kehu.principal('admin');
    const who = { principal, rights: kehu.reading(principal).ruleSet.rights, taking: new Set<string>() };
    /** On which something else happens before the next transaction begins, with the rules as they are known until then. */
    const meanwhile = (work: () => Promise<unknown>): Administration => {
      const { database } = administration;
      let waiting = true;
      const transaction: typeof database.transaction = async (...rest) => {
        if (waiting) {
          waiting = false;
          await work();
        }
        return database.transaction(...rest);
      };
      const changing = new Proxy(database, {
        get: (of, name) => (name === 'transaction' ? transaction : (Reflect.get(of, name) as unknown)),
      });
      return Object.create(administration, { database: { value: changing } }) as Administration;
    };
    const scopeOn = async (of: Administration, key: string): Promise<number> => {
      const label = { en: key, zh: key };
      const where = { custom: { [key]: { eq: true } } };
      const { version: at } = await currentRules(kehu.test.database);
      const changes = [{ putScope: { type: 'Customer', name: `by-${key}`.toLowerCase(), label, where } }];
      return saveRules(of, who, { changes, version: at });
    };
    const made = async (key: string): Promise<{ id: string; version: number }> => {
      await makeField(kehu, { type: 'Customer', key, kind: 'boolean', label: { en: key, zh: key } });
      return version(key);
    };
    const refused = { code: 'BAD_USER_INPUT' };
    const named = await made('named');
    const naming = meanwhile(() => scopeOn(administration, 'named'));
    await expect(retireField(naming, who, named)).rejects.toMatchObject(refused);
    const gone = await made('gone');
    await expect(
      scopeOn(
        meanwhile(() => retireField(administration, who, gone)),
        'gone',
      ),
    ).rejects.toMatchObject(refused);
    expect((await kehu.ask(rep, '{ customers(first: 1) { nodes { id } } }')).errors).toBeUndefined();
  });

  it('is known on another node with its next operation', async () => {
    const other = openDatabase(kehu.test.address, { checkNesting: true, unsafeFast: true });
    try {
      const second = await createKehu({ database: other, secrets: testSecrets, clock: () => testNow });
      const [row] = await other.rows("SELECT pk FROM users WHERE email_fold = 'rep.north1@kehu.example'");
      const { token } = await startSession(other, { userPk: Number(row![0]), userAgent: null, now: testNow });
      const known = async (): Promise<string[]> => {
        const { principal } = (await second.authenticate(token, undefined))!;
        const type = second.schemaOf(principal).getType('CustomerCustom') as GraphQLObjectType;
        return Object.keys(type.getFields());
      };
      expect(await known()).not.toContain('floor');
      await makeField(kehu, { type: 'Customer', key: 'floor', kind: 'number', label: { en: 'Floor', zh: '楼层' } });
      expect(await known()).not.toContain('floor');
      await allow(kehu, 'sales-rep', 'Customer', covering(['read'], ['custom.floor']));
      expect(await known()).toContain('floor');
    } finally {
      await other.close();
    }
  });
});

/** Types that take fields, with what a record of each is written by that nobody needs for this. */
const takers = ['Contact', 'Opportunity', 'Order', 'Ticket', 'Product', 'Activity'] as const;

describe.each(takers)('a field of %s', (type) => {
  const noun = type.toLowerCase();
  const lists = `${noun === 'opportunity' ? 'opportunities' : noun === 'activity' ? 'activities' : `${noun}s`}`;
  let writer: Principal;
  let record: Row;

  beforeAll(async () => {
    await makeField(kehu, { type, key: 'remark', kind: 'text', label: { en: `Remark of ${noun}`, zh: '备注' } });
    // Somebody who may do everything with it, and nothing that the built-in roles keep from others.
    const before = await kehu.principal('steward');
    writer = { ...before, roles: ['steward', 'administrator', 'director'] };
    for (const role of ['steward', 'director']) {
      await allow(kehu, role, type, (grants) => {
        for (const action of ['read', 'update', 'export']) {
          const own = grants.filter((grant) => grant.action === action);
          if (own.length === 0) grants.push({ ...everything, action, fields: ['custom.remark'] });
          for (const grant of own) grant.fields.push('custom.remark');
        }
      });
    }
    const { [lists]: page } = await answer(kehu, writer, `{ ${lists}(first: 1) { nodes { id version } } }`);
    record = page.nodes[0];
  });
  const everything = { scope: 'all', cells: [], masked: [], aggregateOnly: [], k: null, grants: [] };

  it('is written, read, found, filtered and grouped by, exported, and kept in the history', async () => {
    const changed = await answer(
      kehu,
      writer,
      `mutation ($input: Update${type}Input!) { update${type}(input: $input) { ${noun} { version custom { remark } customValues } } }`,
      { input: { id: record.id, version: record.version, custom: { remark: 'Zwiebelkuchen' } } },
    );
    expect(changed[`update${type}`][noun]).toMatchObject({
      custom: { remark: 'Zwiebelkuchen' },
      customValues: { remark: 'Zwiebelkuchen' },
    });
    const found = await answer(
      kehu,
      writer,
      `{ found: ${lists}(search: "wiebelk") { nodes { id } }
         filtered: ${lists}(where: { custom: { remark: { startsWith: "zwie" } } }, orderBy: [{ custom: { remark: ASC } }]) { nodes { id } }
         grouped: ${noun}Aggregate(groupBy: [{ custom: { remark: true } }], where: { custom: { remark: { isNull: false } } }) { nodes { count } }
         ${noun}(id: "${record.id}") { history(first: 1) { nodes { changes { field old new } } } } }`,
    );
    expect(found).toMatchObject({
      found: { nodes: [{ id: record.id }] },
      filtered: { nodes: [{ id: record.id }] },
      grouped: { nodes: [{ count: 1 }] },
      [noun]: { history: { nodes: [{ changes: [{ field: 'custom.remark', old: null, new: 'Zwiebelkuchen' }] }] } },
    });
    const reading = exporting(kehu.reading(writer));
    const request: ExportRequest = {
      noun,
      format: 'csv',
      where: { 'custom.remark': { isNull: false } },
      search: null,
      orderBy: [],
      columns: null,
      source: 'import',
    };
    const parts: Buffer[] = [];
    for await (const part of exportedBytes(async () => reading, planOf(reading, request), request)) {
      parts.push(Buffer.from(part));
    }
    const [head, line] = Buffer.concat(parts).toString('utf8').split('\r\n');
    expect(head).toContain('custom.remark');
    expect(line).toContain('Zwiebelkuchen');
  });

  it('is a column of its imports, by its names', async () => {
    const added = addedColumns(kehu.writing(writer).ruleSet, noun as ImportableNoun);
    expect(added.map(({ field }) => field)).toContain('custom.remark');
  });
});
