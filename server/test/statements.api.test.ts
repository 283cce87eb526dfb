import type { Field, Noun } from '../src/model/registry';
import { answer, type As, type Row } from './demo/answers';
import { testKehu, type TestKehu } from './kehu';

/** What a document costs in statements, and what those read. */
let kehu: TestKehu;
beforeAll(async () => {
  kehu = await testKehu({ demo: true });
  // One of everything: the demo company has no shares of its own.
  const { customers, teams } = await answer(
    kehu,
    'steward',
    '{ customers(first: 50) { nodes { id } } teams(first: 1) { nodes { id } } }',
  );
  for (const { id } of customers.nodes as Row[]) {
    await answer(kehu, 'steward', 'mutation ($input: ShareInput!) { share(input: $input) { id } }', {
      input: { id, withTeamId: teams.nodes[0].id },
    });
  }
}, 240_000);
afterAll(() => kehu.drop());

async function statementsOf(as: As, document: string): Promise<{ data: Row; statements: string[] }> {
  const found: string[] = [];
  const stop = kehu.test.database.onStatement((sql) => found.push(sql));
  const data = await answer(kehu, as, document);
  stop();
  // Signing the account in is the test's doing: these are the statements of the views.
  return {
    data,
    statements: found.filter(
      (sql) => !sql.includes('FROM sessions') && /\bt\d+\b|\bh\.|external_ids|subject_keys|audit_entries/.test(sql),
    ),
  };
}

const scalar = (noun: Noun): string => noun.title ?? 'id';

/** What is asked below a relation. */
function below(field: Field): string {
  const target = kehu.nouns.get(field.to!);
  return field.kind === 'link'
    ? `${field.name} { id ${scalar(target)} }`
    : `${field.name}(first: 3) { nodes { id ${scalar(target)} } totalCount { count } pageInfo { endCursor } }`;
}

const lists = (): { noun: Noun; relations: Field[] }[] =>
  kehu.nouns.all().map((noun) => ({
    noun,
    relations: [...noun.fields.values()].filter((field) => field.kind === 'link' || field.kind === 'many'),
  }));

test('every relation of every noun costs the same statements for 2 and for 50 parents', async () => {
  const empty: string[] = [];
  for (const { noun, relations } of lists()) {
    for (const field of relations) {
      const document = (first: number): string =>
        `{ it: ${noun.plural}(first: ${first}) { nodes { id ${below(field)} } } }`;
      for (const account of ['steward', 'manager.north']) {
        const few = await statementsOf(account, document(2));
        const many = await statementsOf(account, document(50));
        const name = `${account}: ${noun.name}.${field.name}`;
        const rows = many.data.it.nodes as Row[];
        const related = rows.some((row) =>
          field.kind === 'link' ? row[field.name] : row[field.name].nodes.length > 0,
        );
        if (!related && account === 'steward') empty.push(`${noun.name}.${field.name}`);
        // The list, the relation, and for a list of children its count.
        const most = field.kind === 'link' ? 2 : 3;
        expect([name, many.statements.length <= most, many.statements.length]).toEqual([
          name,
          true,
          expect.any(Number),
        ]);
        expect([name, many.statements.length >= few.statements.length]).toEqual([name, true]);
      }
    }
  }
  // What the demo company has none of proves nothing: it is listed, so that the list can only shrink.
  expect(empty).toEqual(['share.withUser']);
});

test('every connection costs a statement, two with its count', async () => {
  for (const { noun } of lists()) {
    for (const account of ['steward', 'manager.north']) {
      const one = await statementsOf(account, `{ ${noun.plural}(first: 50) { nodes { id ${scalar(noun)} } } }`);
      expect([noun.name, one.statements.length <= 1]).toEqual([noun.name, true]);
      const two = await statementsOf(
        account,
        `{ ${noun.plural}(first: 50) { edges { cursor node { id } } nodes { ${scalar(noun)} } totalCount { count } } }`,
      );
      expect([noun.name, two.statements.length <= 2]).toEqual([noun.name, true]);
    }
  }
});

test('a tree of four levels costs at most one statement a relation', async () => {
  const document = (first: number): string => `{ customers(first: ${first}) { nodes { name
    owner { name team { name } }
    contacts(first: 5) { nodes { name customer { name team { name parent { name } } } } }
    orders(first: 5) { nodes { code items(first: 5) { nodes { amount product { name } } } } }
    tickets(first: 2) { nodes { subject assignee { name } } } } } }`;
  const few = await statementsOf('steward', document(1));
  const many = await statementsOf('steward', document(50));
  // customers with owner and team; contacts, their customer with team and parent; orders, items with product; tickets with assignee
  expect(many.statements).toHaveLength(6);
  expect(few.statements.length).toBeLessThanOrEqual(6);
});

test('what a child asks of its parent was asked when that was read', async () => {
  const document =
    '{ customers(first: 50) { nodes { id contacts(first: 3) { nodes { id name primaryPhone primaryEmail } } } } }';
  const { statements, data } = await statementsOf('rep.north1', document);
  expect(JSON.stringify(data)).toContain('•••'); // some are masked
  expect(statements).toHaveLength(2);
  expect(statements[0]).toMatch(/COALESCE\(.*owner_pk = \?/);
  expect(statements[1]).not.toMatch(/\bcustomers\b/);
});

test('medians are read of the groups of the page alone', async () => {
  const document = (
    first: number,
  ): string => `{ customerAggregate(groupBy: [{ name: true }, { region: true }], first: ${first}) {
    nodes { key { name region { key } } count median { creditLimit } } } }`;
  const few = await statementsOf('director', document(2));
  const many = await statementsOf('director', document(100));
  expect(few.data.customerAggregate.nodes).toEqual(many.data.customerAggregate.nodes.slice(0, 2));
  expect(many.data.customerAggregate.nodes.some(({ median }: Row) => median.creditLimit !== null)).toBe(true);
  const [asked] = few.statements.filter((sql) => sql.includes('x.g0'));
  expect(asked).toMatch(/x\.g0 IN \(\?,\?\)/);
});

test('access, history, external ids and secret values are read once a level', async () => {
  const document = (first: number): string => `{ customers(first: ${first}) { nodes { id access { hidden canUpdate }
    externalIds { id } history(first: 3) { nodes { at action by { name } } } } } }`;
  const many = await statementsOf('steward', document(50));
  const few = await statementsOf('steward', document(2));
  expect(many.statements.length).toBeLessThanOrEqual(4);
  expect(few.statements.length).toBeLessThanOrEqual(many.statements.length);
  // The list, the keys, the entry in the audit trail.
  const secrets = await statementsOf('dpo', '{ customers(first: 50) { nodes { id nationalId bankAccount } } }');
  expect(secrets.statements.length).toBeLessThanOrEqual(4);
});

/** Columns of the noun's table that the select list names. */
function columnsIn(statement: string, alias: string): Set<string> {
  const selected = statement.slice(0, statement.indexOf(' FROM '));
  return new Set([...selected.matchAll(new RegExp(`\\b${alias}\\.([a-z_]+)`, 'g'))].map((match) => match[1]!));
}

test('a list reads the columns that were asked for, its place in the order, and no others', async () => {
  for (const { noun } of lists()) {
    const sort = noun.defaultSort?.field ?? 'updatedAt';
    const always = ['pk', 'id', noun.fields.get(sort)!.column];
    for (const field of noun.fields.values()) {
      if (field.kind === 'link' || field.kind === 'many') continue;
      const inner = {
        phones: '{ number }',
        emails: '{ address }',
        addresses: '{ line }',
        dictionary: '{ key }',
        externalIds: '{ id }',
      }[field.kind as string];
      const { statements } = await statementsOf(
        'dpo',
        `{ ${noun.plural}(first: 3) { nodes { ${field.name} ${inner ?? ''} } } }`,
      );
      const list = statements.find((sql) => sql.includes(`FROM ${noun.table} t0`));
      if (!list) continue; // nothing of this noun is in the view
      const asked =
        field.derivation?.from === 'own'
          ? field.derivation.inputs.map((name) => noun.fields.get(name)!.column)
          : [field.column];
      const extra = [...columnsIn(list, 't0')].filter((column) => ![...always, ...asked].includes(column));
      expect([`${noun.name}.${field.name}`, extra]).toEqual([`${noun.name}.${field.name}`, []]);
      expect(list).not.toContain('*');
    }
  }
});

test('the columns of a page of children are its own selection’s too', async () => {
  const { statements } = await statementsOf(
    'steward',
    '{ customers(first: 20) { nodes { name contacts(first: 3) { nodes { title } } } } }',
  );
  const list = statements.find((sql) => sql.includes('FROM customers t0'))!;
  expect([...columnsIn(list, 't0')].sort()).toEqual(['id', 'name', 'pk', 'updated_at']);
  const page = statements.find((sql) => sql.includes('FROM contacts'))!;
  for (const column of ['name', 'phones', 'emails', 'note', 'primary_phone']) {
    expect(page).not.toMatch(new RegExp(`\\.${column}\\b`));
  }
  expect(page).toContain('.title');
});
