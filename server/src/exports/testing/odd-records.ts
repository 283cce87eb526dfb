import { answer } from '../../../test/demo/answers';
import type { TestKehu } from '../../../test/kehu';
import type { Random } from '../../demo/random';
import { idToBytes } from '../../query/values';
import { oddAddresses, oddDecimal, oddEmails, oddLine, oddPhones, oddTags, oddText } from './odd-values';
import { peopleOf } from './two-companies';

type Values = Record<string, unknown>;

const often = 0.7;

/** Fills a company with records of every noun that can be imported, one odder than the other. */
export async function makeOddRecords(kehu: TestKehu, random: Random, count: number): Promise<void> {
  const { users, teams } = await peopleOf(kehu);
  const made = new Map<string, string[]>();
  const maybe = <T>(value: T): T | null => (random.chance(often) ? value : null);
  const code = (i: number): string | null =>
    random.chance(0.5) ? `${random.pick(['C-', '00', ''])}${1_000_000 + i}` : null;
  const create = async (type: string, values: (i: number) => Values): Promise<void> => {
    const noun = type.toLowerCase();
    const document = `mutation ($input: Create${type}Input!) { create${type}(input: $input) { ${noun} { id } } }`;
    const ids: string[] = [];
    for (let i = 0; i < count; i++) {
      const given = Object.entries(values(i)).filter(([, value]) => value !== null);
      const data = await answer(kehu, 'steward', document, { input: Object.fromEntries(given) });
      ids.push((data[`create${type}`] as Record<string, { id: string }>)[noun]!.id);
    }
    made.set(type, ids);
    await nameElsewhere(kehu, noun, ids, random);
  };
  const one = (type: string): string => random.pick(made.get(type)!);
  const moment = (): string =>
    new Date(
      Date.UTC(random.int(1950, 2030), random.int(0, 11), random.int(1, 28), 3, 4, 5, random.int(0, 999)),
    ).toISOString();
  const custom = (values: Values): Values => ({
    custom: Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null)),
  });

  await create('Product', (i) => ({
    code: code(i),
    name: oddLine(random),
    category: maybe(random.pick(['thing', 'service'])),
    price: maybe(oddDecimal(random)),
    currency: random.pick(['CNY', 'USD']),
    active: random.chance(0.5),
  }));
  await create('Customer', (i) => ({
    kind: random.pick(['PERSON', 'COMPANY']),
    code: code(i),
    name: oddLine(random),
    gender: maybe(random.pick(['male', 'female', '先生', 'non-binary', 'Mann'])),
    birthDate: maybe(random.pick(['1990-03-07', '1003-01-01', '2024-02-29'])),
    phones: oddPhones(random),
    emails: oddEmails(random),
    addresses: oddAddresses(random),
    nationalId: maybe(random.pick(['11010519491231002X', '=1'])),
    bankAccount: maybe('6222 0000 1111 2222 333'),
    region: maybe(random.pick(['north', 'north-1', 'north1'])),
    industry: maybe(random.pick(['tech', 'food'])),
    tier: maybe(random.pick(['gold', 'silver'])),
    source: maybe(random.pick(['web', '展会'])),
    status: random.pick(['POTENTIAL', 'ACTIVE', 'AT_RISK', 'LOST']),
    creditRating: maybe(random.pick(['AA', '-', '+A', '007'])),
    creditLimit: maybe(oddDecimal(random)),
    currency: random.pick(['CNY', 'EUR']),
    tags: oddTags(random),
    preferences: maybe({ 语言: 'zh', deep: { list: [1, null, '=2'] }, '': "'" }),
    note: maybe(oddText(random)),
    ownerId: maybe(random.pick(users)),
    teamId: maybe(random.pick(teams)),
    ...custom({
      motto: maybe(oddLine(random)),
      seats: maybe(oddDecimal(random)),
      budget: maybe(oddDecimal(random)),
      renewsOn: maybe('2027-12-31'),
      vip: maybe(random.chance(0.5)),
      colour: maybe(random.pick(['red', 'blue'])),
      hobbies: random.sample(['golf', 'tea', 'chess'], random.int(0, 3)),
      mentorId: maybe(random.pick(users)),
      favouriteId: maybe(one('Product')),
    }),
  }));
  await create('Contact', () => ({
    customerId: one('Customer'),
    name: oddLine(random),
    title: maybe(oddLine(random)),
    gender: maybe(random.pick(['female', '其他'])),
    phones: oddPhones(random),
    emails: oddEmails(random),
    note: maybe(oddText(random)),
    ...custom({ motto: maybe(oddLine(random)) }),
  }));
  await create('Opportunity', () => ({
    name: oddLine(random),
    customerId: maybe(one('Customer')),
    ownerId: maybe(random.pick(users)),
    productId: maybe(one('Product')),
    stage: random.pick(['prospecting', 'engaging', 'won', 'lost']),
    amount: maybe(oddDecimal(random)),
    currency: random.pick(['CNY', 'USD']),
    probability: maybe(random.int(0, 100)),
    note: maybe(oddText(random)),
    closedAt: maybe(moment()),
  }));
  await create('Order', (i) => ({
    code: code(i),
    customerId: one('Customer'),
    orderedAt: moment(),
    status: random.pick(['DRAFT', 'CONFIRMED', 'SHIPPED', 'PAID', 'CANCELLED']),
    currency: random.pick(['CNY', 'USD']),
    items: Array.from({ length: random.int(0, 3) }, () => ({
      ...(random.chance(0.8) && { productId: one('Product') }),
      quantity: random.pick(['1', '0', '2.5', '1000']),
      unitPrice: random.pick(['0', '9.9999', '1234.5']),
      discount: random.pick(['0', '0.15', '1', '0.0001']),
    })),
    ...custom({ askerId: maybe(one('Contact')) }),
  }));
  await create('Ticket', () => ({
    customerId: one('Customer'),
    subject: oddLine(random),
    description: maybe(oddText(random)),
    assigneeId: maybe(random.pick(users)),
    status: random.pick(['OPEN', 'PENDING', 'RESOLVED', 'CLOSED']),
    priority: random.pick(['LOW', 'NORMAL', 'HIGH', 'URGENT']),
    ...custom({ aboutId: maybe(one('Order')) }),
  }));
  await create('Activity', () => ({
    customerId: one('Customer'),
    kind: random.pick(['CALL', 'VISIT', 'EMAIL', 'MESSAGE', 'MEETING', 'DEMO', 'NOTE']),
    subject: maybe(oddLine(random)),
    body: maybe(oddText(random)),
    occurredAt: moment(),
    ownerId: random.pick(users),
    ...custom({ seats: maybe(oddDecimal(random)) }),
  }));
}

/** Some records are known in other systems, by ids that only partners and imports give. */
async function nameElsewhere({ test }: TestKehu, noun: string, ids: readonly string[], random: Random): Promise<void> {
  const table = { activity: 'activities', opportunity: 'opportunities' }[noun] ?? `${noun}s`;
  for (const [i, id] of ids.entries()) {
    const given = [
      ...(random.chance(0.3) ? [['import', `${random.pick(['a', 'A', '1'])}${i}`]] : []),
      ...(random.chance(0.3) ? [['erp', `4711-${i}`]] : []),
      ...(random.chance(0.2) ? [['Shop; 2: new', `x; y: ${i}`]] : []),
      ...(random.chance(0.1) ? [['import', `second-${i}`]] : []),
    ];
    for (const [source, name] of given) {
      await test.database.run(
        `INSERT INTO external_ids (noun, record_pk, source, external_id) SELECT ?, pk, ?, ? FROM ${table} WHERE id = ?`,
        [noun, source!, name!, idToBytes(id)!],
      );
    }
  }
}
