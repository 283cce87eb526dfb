import type { Policy } from '../../src/access/policy';
import { all, type Predicate } from '../../src/access/predicate';
import type { RuleBook } from '../../src/access/rule-book';
import type { CellRule, NounView, RuleSet } from '../../src/access/rule-set';
import { nouns } from '../../src/access/oracle/testing/test-world';
import type { ReadContext } from '../../src/query/context';

/**
 * Leaks that other systems shipped, planted one at a time into the road of reads. Each stands for a mistake that a change
 * to the compiler or the rules could bring back; a proof that misses one is not worth its minutes.
 */
export interface Fault {
  /** What goes wrong, in a line. */
  name: string;
  /** The context that a read gets instead of the right one. */
  plant(context: ReadContext): ReadContext;
}

const withRules =
  (change: (rules: RuleSet) => RuleSet) =>
  (context: ReadContext): ReadContext => ({
    ...context,
    ruleSet: change(context.ruleSet),
  });

const withViews = (change: (view: NounView, rules: RuleSet) => NounView) =>
  withRules((rules) => ({ ...rules, view: (noun) => change(rules.view(noun), rules) }));

const withCells = (change: (cell: CellRule, field: string, view: NounView) => CellRule) =>
  withViews((view) => ({
    ...view,
    cells: new Map([...view.cells].map(([field, cell]) => [field, change(cell, field, view)])),
  }));

/** Compiles the same roles again from a changed book. */
const withBook =
  (compile: (book: RuleBook, of: ReadContext) => RuleSet, change: (book: RuleBook) => RuleBook) =>
  (context: ReadContext): ReadContext => ({ ...context, ruleSet: compile(change(context.ruleSet.book), context) });

const withPolicies =
  (change: (policy: Policy) => Policy) =>
  (book: RuleBook): RuleBook => ({
    ...book,
    policies: new Map([...book.policies].map(([noun, policy]) => [noun, change(policy)])),
  });

const open = (cell: CellRule): CellRule => ({ ...cell, read: all, readBit: null });

const isScoped = (predicate: Predicate): boolean => predicate.kind !== 'all' && predicate.kind !== 'none';

/** Every fault by name. `compile` is the shipping compiler, handed in so that this file needs none. */
export const faultsOf = (compile: (book: RuleBook, of: ReadContext) => RuleSet): readonly Fault[] => [
  { name: 'row scopes are not asked', plant: withViews((view) => ({ ...view, row: all, ownRow: all })) },
  { name: 'a child forgets its parent', plant: withViews((view) => ({ ...view, row: view.ownRow })) },
  {
    name: 'children are reached without their own rule',
    plant: withViews((view) => ({ ...view, ownRow: all })),
  },
  {
    name: 'a field readable on some rows is readable on all',
    plant: withCells((cell) => (isScoped(cell.read) ? open(cell) : cell)),
  },
  {
    name: 'an unreadable field can be selected',
    plant: withCells((cell) => (cell.read.kind === 'none' ? open(cell) : cell)),
  },
  {
    name: 'links are open to everybody who sees the row',
    plant: withCells((cell, field, view) =>
      nouns.get(view.noun).fields.get(field)!.kind === 'link' ? open(cell) : cell,
    ),
  },
  {
    name: 'denies are forgotten',
    plant: withBook(
      compile,
      withPolicies((policy) => ({ ...policy, denies: {} })),
    ),
  },
  {
    name: 'consent is not asked',
    plant: withBook(
      compile,
      withPolicies((policy) => ({
        ...policy,
        fields: Object.fromEntries(
          Object.entries(policy.fields).map(([field, rule]) => [field, { ...rule, consent: [] }]),
        ),
      })),
    ),
  },
  {
    name: 'every role counts for every purpose',
    plant: withBook(compile, (book) => ({
      ...book,
      roles: new Map(
        [...book.roles].map(([key, role]) => [
          key,
          { ...role, purposes: ['service', 'sales', 'marketing', 'analytics'] as const },
        ]),
      ),
    })),
  },
];
