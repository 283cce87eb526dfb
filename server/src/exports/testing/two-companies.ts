import { answer, type Row } from '../../../test/demo/answers';
import { testKehu, type TestKehu } from '../../../test/kehu';
import { createUser } from '../../accounts/users';
import { allow, covering, makeField } from '../../custom-fields/testing/custom-fields';
import { builtInRoles } from '../../roles';
import { testNow } from '../../../test/kehu';

/** An administrator's fields, one of each kind and a few more, by type. */
const fields: readonly { type: string; key: string; kind: string; to?: string; choices?: object[] }[] = [
  { type: 'Customer', key: 'motto', kind: 'text' },
  { type: 'Customer', key: 'seats', kind: 'number' },
  { type: 'Customer', key: 'budget', kind: 'money' },
  { type: 'Customer', key: 'renewsOn', kind: 'date' },
  { type: 'Customer', key: 'vip', kind: 'boolean' },
  { type: 'Customer', key: 'colour', kind: 'choice', choices: choices('red', 'blue') },
  { type: 'Customer', key: 'hobbies', kind: 'multiChoice', choices: choices('golf', 'tea', 'chess') },
  { type: 'Customer', key: 'mentor', kind: 'link', to: 'User' },
  { type: 'Customer', key: 'favourite', kind: 'link', to: 'Product' },
  { type: 'Contact', key: 'motto', kind: 'text' },
  { type: 'Order', key: 'asker', kind: 'link', to: 'Contact' },
  { type: 'Ticket', key: 'about', kind: 'link', to: 'Order' },
  { type: 'Activity', key: 'seats', kind: 'number' },
];

/** Keys whose words say the opposite, and that differ in signs alone. */
function choices(...keys: string[]): object[] {
  return keys.map((key, i) => ({ key, en: keys[(i + 1) % keys.length], zh: `选项 ${key}` }));
}

const entries: Readonly<Record<string, readonly string[]>> = {
  region: ['north', 'north-1', 'north1'],
  industry: ['tech', 'food'],
  tier: ['gold', 'silver'],
  source: ['web', '展会'],
  productCategory: ['thing', 'service'],
  opportunityStage: ['prospecting', 'engaging', 'won', 'lost'],
};

const inputs = ['read', 'create', 'update', 'export'];

/** A company without records, with users, teams, code tables and added fields as every one of these has them. */
export async function emptyCompany(): Promise<TestKehu> {
  const kehu = await testKehu({ demo: false });
  const services = {
    database: kehu.test.database,
    clock: () => testNow,
    roleOf: (key: string) => builtInRoles.find((role) => role.key === key),
    actor: { type: 'system' as const },
  };
  for (const [name, role] of [
    ['steward', 'steward'],
    ['admin', 'administrator'],
    ['rep', 'sales-rep'],
  ] as const) {
    await createUser(services, {
      email: `${name}@kehu.example`,
      name: `The ${name}`,
      roles: [role],
      password: null,
    } as never);
  }
  for (const name of ['Team North', '南方团队']) {
    await answer(kehu, 'admin', 'mutation ($input: NewTeamInput!) { addTeam(input: $input) { team { id } } }', {
      input: { name },
    });
  }
  const save = 'mutation ($input: DictionaryItemInput!) { saveDictionaryItem(input: $input) { key } }';
  for (const [dictionary, keys] of Object.entries(entries)) {
    for (const [position, key] of keys.entries()) {
      // Called what another entry is known by: keys must win.
      const input = { dictionary, key, en: keys[(position + 1) % keys.length], zh: `词 ${key}`, position };
      await answer(kehu, 'admin', save, { input });
    }
  }
  for (const { choices: values, ...field } of fields) {
    await makeField(kehu, { ...field, label: { en: field.key, zh: field.key }, ...(values && { choices: values }) });
  }
  for (const type of new Set(fields.map((field) => field.type))) {
    const names = fields.filter((field) => field.type === type).map(({ key }) => `custom.${key}`);
    const secret = type === 'Customer' ? ['nationalId', 'bankAccount'] : [];
    await allow(kehu, 'steward', type, covering(inputs, [...names, ...secret]));
  }
  return kehu;
}

/** Ids of a company's users, teams by what files name them by. */
export async function peopleOf(kehu: TestKehu): Promise<{ users: string[]; teams: string[] }> {
  const { users, teams } = await answer(kehu, 'steward', '{ users { nodes { id } } teams { nodes { id } } }');
  const ids = ({ nodes }: Row): string[] => nodes.map(({ id }: Row) => id as string);
  return { users: ids(users), teams: ids(teams) };
}
