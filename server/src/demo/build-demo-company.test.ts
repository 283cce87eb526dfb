import { parsePhone } from '@kehu/shared';
import { buildDemoCompany } from './build-demo-company';
import type { DemoCompany } from './demo-company';
import { nationalIdCheck } from './national-id';

const now = Date.parse('2026-11-22T08:00:00Z');
let company: DemoCompany;

beforeAll(() => {
  company = buildDemoCompany({ now });
});

describe('the demo company', () => {
  it('has 5,000 customers, about 60 % of them Chinese', () => {
    expect(company.customers).toHaveLength(5000);
    const chinese = company.customers.filter(({ name }) => /\p{Script=Han}/u.test(name)).length;
    expect(chinese / 5000).toBeGreaterThan(0.55);
    expect(chinese / 5000).toBeLessThan(0.65);
  });

  it('gives every rep of a demo account hundreds of customers, and the pools some', () => {
    const count = (owner: string | null, team: string | null): number =>
      company.customers.filter((customer) => customer.owner === owner && customer.team === team).length;
    expect([count('rep.north1', 'north-1'), count('rep.north2', 'north-1'), count('rep.south1', 'south-1')]).toEqual([
      400, 360, 420,
    ]);
    expect([count(null, 'north-1'), count(null, 'south-1'), count(null, null)]).toEqual([40, 40, 40]);
  });

  it('has the documented accounts and no other that can sign in', () => {
    const names = company.users
      .filter(({ canSignIn }) => canSignIn)
      .map(({ email }) => email.replace('@kehu.example', ''));
    expect(names).toEqual([
      'admin',
      'director',
      'manager.north',
      'rep.north1',
      'rep.north2',
      'rep.south1',
      'agent1',
      'marketer1',
      'analyst1',
      'steward',
      'auditor',
      'dpo',
    ]);
    expect(company.users.find(({ key }) => key === 'admin')!.roles).toEqual(['director', 'administrator']);
  });

  it('links records to records that exist', () => {
    const keys = (list: readonly { key: string }[]): Set<string> => new Set(list.map(({ key }) => key));
    const [teams, users, products, customers] = [company.teams, company.users, company.products, company.customers].map(
      keys,
    ) as [Set<string>, Set<string>, Set<string>, Set<string>];
    expect([teams.size, users.size, products.size, customers.size]).toEqual([
      company.teams.length,
      company.users.length,
      company.products.length,
      company.customers.length,
    ]);
    const missing = (known: Set<string>, links: readonly (string | null)[]): (string | null)[] =>
      links.filter((link) => link !== null && !known.has(link));
    const { contacts, activities, opportunities, orders, tickets, consents } = company;
    expect(
      missing(
        teams,
        [...company.users, ...company.customers, ...opportunities].map(({ team }) => team),
      ),
    ).toEqual([]);
    expect(
      missing(
        teams,
        company.teams.map(({ parent }) => parent),
      ),
    ).toEqual([]);
    expect(
      missing(
        users,
        [...company.customers, ...activities, ...opportunities].map(({ owner }) => owner),
      ),
    ).toEqual([]);
    expect(
      missing(
        users,
        tickets.map(({ assignee }) => assignee),
      ),
    ).toEqual([]);
    const children = [...contacts, ...activities, ...opportunities, ...orders, ...tickets, ...consents];
    expect(
      missing(
        customers,
        children.map(({ customer }) => customer),
      ),
    ).toEqual([]);
    expect(
      missing(
        products,
        opportunities.map(({ product }) => product),
      ),
    ).toEqual([]);
    expect(
      missing(
        products,
        orders.flatMap(({ items }) => items.map(({ product }) => product)),
      ),
    ).toEqual([]);
  });

  it('uses only keys of its dictionaries', () => {
    const unknown = (name: keyof DemoCompany['dictionaries'], used: readonly (string | null)[]): (string | null)[] => {
      const known = new Set(company.dictionaries[name].map(({ key }) => key));
      return used.filter((key) => key !== null && !known.has(key));
    };
    expect(
      unknown(
        'region',
        company.customers.map(({ region }) => region),
      ),
    ).toEqual([]);
    expect(
      unknown(
        'industry',
        company.customers.map(({ industry }) => industry),
      ),
    ).toEqual([]);
    expect(
      unknown(
        'tier',
        company.customers.map(({ tier }) => tier),
      ),
    ).toEqual([]);
    expect(
      unknown(
        'source',
        company.customers.map(({ source }) => source),
      ),
    ).toEqual([]);
    expect(
      unknown(
        'opportunityStage',
        company.opportunities.map(({ stage }) => stage),
      ),
    ).toEqual([]);
    expect(
      unknown(
        'productCategory',
        company.products.map(({ category }) => category),
      ),
    ).toEqual([]);
  });

  it('has phones that can be read back, business codes used once and no moment to come', () => {
    const phones = [...company.customers, ...company.contacts].flatMap((record) => record.phones);
    expect(phones.filter(({ number }) => parsePhone(number)?.number !== number)).toEqual([]);
    for (const list of [company.customers, company.products, company.orders]) {
      expect(new Set(list.map(({ code }) => code)).size).toBe(list.length);
    }
    const moments = [
      ...[...company.customers, ...company.contacts, ...company.opportunities, ...company.tickets].map(
        ({ createdAt }) => createdAt,
      ),
      ...company.customers.map(({ updatedAt }) => updatedAt),
      ...company.opportunities.map(({ closedAt }) => closedAt ?? 0),
      ...company.activities.map(({ occurredAt }) => occurredAt),
      ...company.orders.map(({ orderedAt }) => orderedAt),
      ...company.consents.map(({ decidedAt }) => decidedAt),
    ];
    expect(moments.filter((moment) => !Number.isInteger(moment) || moment > now)).toEqual([]);
  });

  it('has identity numbers with a right check letter, of no existing area', () => {
    const ids = company.customers.flatMap(({ nationalId, birthDate }) =>
      nationalId ? [{ nationalId, birthDate }] : [],
    );
    expect(ids.length).toBeGreaterThan(300);
    for (const { nationalId, birthDate } of ids) {
      expect(nationalId).toMatch(/^99\d{15}[\dX]$/);
      expect(nationalId[17]).toBe(nationalIdCheck(nationalId.slice(0, 17)));
      if (birthDate) expect(nationalId.slice(6, 14)).toBe(birthDate.replace(/-/g, ''));
    }
    expect(nationalIdCheck('11010519491231002')).toBe('X'); // the example of GB 11643
  });

  it('names no person in the name of an opportunity: who reads the one may not read the other', () => {
    const people = new Map(
      company.customers.filter(({ kind }) => kind === 'PERSON').map(({ key, name }) => [key, name]),
    );
    const telling = company.opportunities.filter(
      ({ customer, name }) => customer && name.includes(people.get(customer) ?? '\0'),
    );
    expect(telling).toEqual([]);
  });

  it('gives agent1 open work and half of the customers marketing consent', () => {
    expect(company.tickets).toHaveLength(400);
    expect(company.tickets.filter(({ assignee, status }) => assignee === 'agent1' && status === 'OPEN')).toHaveLength(
      36,
    );
    const given = company.consents.filter(({ purpose, state }) => purpose === 'MARKETING' && state === 'GIVEN').length;
    expect(given / 5000).toBeGreaterThan(0.45);
    expect(given / 5000).toBeLessThan(0.55);
  });

  it('is the same for the same seed and moment, another for another seed', () => {
    const text = JSON.stringify(company);
    expect(JSON.stringify(buildDemoCompany({ now })) === text).toBe(true);
    expect(JSON.stringify(buildDemoCompany({ now, seed: 7 })) === text).toBe(false);
  });
});
