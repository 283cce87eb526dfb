import type { RuleSet } from '../access/rule-set';
import { tester } from '../access/oracle/testing/test-world';
import type { ReadContext } from './context';
import { planOf } from './plan';

/** More than what two generations hold. */
const many = 10_000;

/** What a plan hangs on of a request: the rules it runs under and a few numbers of the principal. */
const context = (): ReadContext =>
  ({ runner: { dialect: 'sqlite' }, strict: false, principal: tester, ruleSet: {} as RuleSet }) as ReadContext;

test('a plan is compiled once for a rule set, a selection and a shape of arguments', () => {
  const here = context();
  const selection = {};
  const compile = jest.fn(() => ({}));
  const plan = planOf(here, selection, 'a', compile);
  expect(planOf(here, selection, 'a', compile)).toBe(plan);
  expect(compile).toHaveBeenCalledTimes(1);
  expect(planOf(context(), selection, 'a', compile)).not.toBe(plan);
  expect(planOf(here, {}, 'a', compile)).not.toBe(plan);
  expect(planOf(here, selection, 'b', compile)).not.toBe(plan);
  expect(planOf(here, null, 'a', compile)).not.toBe(plan);
});

test('however many shapes are asked for, plans that are not asked for any more are forgotten and the others stay', () => {
  const here = context();
  const selection = {};
  const compile = jest.fn(() => ({}));
  const forgotten = planOf(here, selection, 'asked once', compile);
  const kept = planOf(here, selection, 'asked again and again', compile);
  for (let i = 0; i < many; i++) {
    planOf(here, i % 2 === 0 ? selection : {}, `shape ${i}`, compile);
    if (i % 100 === 0) planOf(here, selection, 'asked again and again', compile);
  }
  expect(planOf(here, selection, 'asked again and again', compile)).toBe(kept);
  expect(planOf(here, selection, 'asked once', compile)).not.toBe(forgotten);
});
