import { none, type Predicate } from '../access/predicate';
import { makeRuleBook } from '../access/rule-book';
import { compileRuleSet } from '../access/rule-set';
import { NounRegistry, type Noun } from '../model/registry';
import { nounDefinitions } from '../nouns';
import { builtInPolicies } from '../policies';
import type { Selection } from '../query/selection';
import { builtInRoles } from '../roles';
import { dependenciesOf, type Dependencies } from './dependencies';

const nouns = new NounRegistry(nounDefinitions);
const customer = nouns.get('customer');

/** The rules of a role whose view of customers is `row`. */
const rules = (row: Predicate) => {
  const policies = builtInPolicies.map((policy) => ({
    ...policy,
    scopes: { ...policy.scopes, tried: policy.noun === 'customer' ? row : none },
    roles: {
      ...policy.roles,
      tried: [{ action: 'read' as const, scope: policy.noun === 'customer' ? 'tried' : 'all', fields: ['@public'] }],
    },
  }));
  const tried = { key: 'tried', label: { en: '', zh: '' }, purposes: ['sales' as const], rights: [] };
  return compileRuleSet(makeRuleBook(1, nouns, [...builtInRoles, tried], policies), ['tried'], 'sales');
};

const selecting = (noun: Noun, ...fields: string[]): Selection => ({
  fields: fields.map((name) => noun.fields.get(name)!),
  links: [],
  manys: [],
  history: [],
  access: false,
});
const paths = ({ paths }: Dependencies): string[] =>
  paths.map(({ noun, hops }) => `${noun}:${hops.map(({ name }) => name).join('.')}`).sort();
const all: Predicate = { kind: 'all' };

it('a record with fields of its own depends on itself alone', () => {
  const found = dependenciesOf(rules(all), nouns, customer, selecting(customer, 'name', 'status'), null);
  expect([paths(found), found.thresholds, found.byDay]).toEqual([['customer:'], [], false]);
});

it('follows what is derived, nested, filtered and ordered by', () => {
  const contact = nouns.get('contact');
  const page = {
    where: { customer: { owner: { name: { eq: 'x' } } } },
    search: null,
    orderBy: [{ customer: { region: 'ASC' } }] as never[],
    first: 1,
    after: null,
    last: null,
    before: null,
    deleted: false,
    selection: selecting(contact, 'name'),
    countLimit: null,
    wantsRows: true,
  };
  const selection = {
    ...selecting(customer, 'lifetimeValue', 'age'),
    manys: [{ key: 'people', field: customer.fields.get('contacts')!, page }],
  };
  const where = { or: [{ not: { tickets: { some: { assignee: { name: { eq: 'y' } } } } } }] };
  const found = dependenciesOf(rules(all), nouns, customer, selection, where);
  expect(paths(found)).toEqual([
    'contact:contacts',
    'customer:',
    'order:orders',
    'ticket:tickets',
    'user:owner',
    'user:tickets.assignee',
  ]);
  expect(found.byDay).toBe(true);
});

it('follows the rules’ own conditions, the clock and the givers of shares', () => {
  const row: Predicate = {
    kind: 'or',
    of: [
      {
        kind: 'some',
        many: 'tickets',
        where: { kind: 'not', of: { kind: 'compare', field: 'createdAt', op: 'lt', value: { daysAgo: 30 } } },
      },
      { kind: 'inMyTeams', field: 'team', with: 'subtree' },
    ],
  };
  const found = dependenciesOf(rules(row), nouns, customer, selecting(customer, 'name'), null);
  expect(paths(found)).toEqual(['customer:', 'team:team', 'ticket:tickets']);
  expect(found.thresholds).toEqual([{ noun: 'ticket', field: 'createdAt', value: { daysAgo: 30 } }]);
  const book = makeRuleBook(1, nouns, builtInRoles, builtInPolicies);
  const rep = compileRuleSet(book, ['sales-rep'], 'sales');
  expect(paths(dependenciesOf(rep, nouns, customer, selecting(customer, 'name'), null))).toEqual([
    'customer:',
    'share:shares',
    'team:shares.createdBy.team',
    'team:shares.withTeam',
    'team:team',
    'user:shares.createdBy',
  ]);
});
