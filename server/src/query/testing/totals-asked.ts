import { contextOf, outcome, type Outcome } from '../../../test/proof/ask';
import { inOrder } from '../../../test/proof/companies';
import { inCompany } from '../../../test/proof/givers';
import { loadCompany, loadDictionaries } from '../../../test/proof/load-company';
import { testDatabase, type TestDatabase } from '../../../test/database';
import type { World } from '../../access/oracle/company';
import { bookOf, noon, nouns, tester, type Rules } from '../../access/oracle/testing/test-world';
import type { Grant } from '../../access/policy';
import { readAggregate, type AggregatePage, type AggregateRequest } from '../aggregate';
import type { ReadContext } from '../context';
import type { MeasureRequest } from '../measure';
import { distinctCompany } from './distinct-company';

/** Groups and totals asked for in tests, before people who see all, some or only totals of what is added up. */

let test1: TestDatabase;
const company = distinctCompany();

/** Has the tests of a file run over one company on a database of its own. */
export function overOneCompany(): void {
  beforeAll(async () => {
    test1 = await testDatabase();
    await loadDictionaries(test1.database);
    await loadCompany(test1.database, company);
  });
  afterAll(async () => test1.drop());
}

export const everything = ['@public', '@ownership', '@identifying', '@personal'] as const;

export const open = (of: Partial<Grant> = {}): Rules => ({
  roles: { tester: [{ action: 'read', scope: 'all', fields: everything, ...of }] },
});
export const worldWith = (more: Record<string, Rules> = {}): World => {
  const book = bookOf({ ...Object.fromEntries(inOrder.map((noun) => [noun, open()])), ...more });
  return inCompany({ nouns, book, company, principal: tester, now: noon }, company);
};
/** Before somebody who sees everything. */
export const all = worldWith();
/** Everything but credit limits: of those, sums over at least `k` customers. */
export const shielded = (k: number, of: Partial<Grant> = {}): World =>
  worldWith({
    customer: open({ cells: { creditLimit: 'nowhere' }, aggregateOnly: { fields: ['creditLimit'], k }, ...of }),
  });

export const whole: AggregateRequest = {
  where: null,
  search: null,
  groupBy: [],
  having: null,
  orderBy: [],
  first: 50,
  after: null,
  measures: [],
  totals: null,
};
export const contextIn = (world: World): ReadContext => contextOf(world, test1.database);
export const ask = (world: World, noun: string, of: Partial<AggregateRequest>): Promise<Outcome<AggregatePage>> =>
  outcome(readAggregate(contextIn(world), nouns.get(noun), { ...whole, ...of }));
export const count: MeasureRequest = { function: 'count', field: '' };
export const of = (name: MeasureRequest['function'], field: string, p?: number): MeasureRequest => ({
  function: name,
  field,
  ...(p !== undefined && { p }),
});
export const rowsOf = async (world: World, noun: string, request: Partial<AggregateRequest>) => {
  const asked = await ask(world, noun, request);
  if (!('answer' in asked)) throw new Error(JSON.stringify(asked));
  return asked.answer.rows.map(({ key, values, suppressed }) => ({
    ...key,
    ...values,
    ...(suppressed && { suppressed }),
  }));
};
export const byKind = [{ kind: true }];
export const sumOfLimits = [of('sum', 'creditLimit')];
export const yuan = { currency: { eq: 'CNY' } };
