import fc from 'fast-check';
import { companies, inOrder } from '../../test/proof/companies';
import { inCompany } from '../../test/proof/givers';
import { principals, ruleSets } from '../../test/proof/rules';
import { smallestGroup } from './oracle/aggregate';
import { isLive, linked, type Row, type World } from './oracle/company';
import { inScope } from './oracle/scopes';
import { says } from './oracle/testing/says';
import { bookOf, noon, nouns, tester, worldOf } from './oracle/testing/test-world';
import {
  cellScopeName,
  deniesFor,
  grantsFor,
  inView,
  masked,
  namesField,
  policyOf,
  readable,
  rowAllowed,
  visibleRows,
} from './oracle/view';
import type { Action } from './policy';
import type { Predicate } from './predicate';
import { bitOf, compileRuleSet, type RuleSet } from './rule-set';

/** What the compiler makes of rules, looked at row by row without a database, beside what the oracle says of the same row. */

const compiled = ({ book, principal }: World): RuleSet => compileRuleSet(book, principal.roles, principal.purpose);

/** The same worlds for every test, since most of the time goes into making them. */
const given: { world: World; rules: RuleSet }[] = [];
const seeds = fc.record({ company: companies, rules: ruleSets, principal: principals });

function worlds(): typeof given {
  if (given.length > 0) return given;
  for (const { company, rules, principal } of fc.sample(seeds, 8)) {
    const world = inCompany({ nouns, book: bookOf(rules), company, principal, now: noon }, company);
    given.push({ world, rules: compiled(world) });
  }
  return given;
}

/** What the compiler and the oracle say of one thing. */
type Said = [of: unknown, compiler: unknown, oracle: unknown];

/** Asks both of every row, or of every noun; an expectation for each answer would take most of the time. */
function agree(say: (world: World, rules: RuleSet, noun: string, rows: readonly Row[]) => Said[]): void {
  for (const { world, rules } of worlds()) {
    const said = inOrder.flatMap((noun) => say(world, rules, noun, world.company[noun]!));
    expect(said.length).toBeGreaterThan(0);
    expect(said.filter(([, compiler, oracle]) => compiler !== oracle)).toEqual([]);
  }
}

test('a duty to log reads makes personal fields logged ones', () => {
  const of = (role: string): RuleSet => compileRuleSet(bookOf({}), [role], 'service');
  const logged = (rules: RuleSet): string[] =>
    [...rules.view('customer').cells].filter(([, { sensitive }]) => sensitive).map(([field]) => field);
  expect(logged(of('service-agent'))).toEqual(['nationalId', 'bankAccount']);
  expect(logged(of('dpo'))).toContain('primaryPhone');
});

test('rules are compiled once and known by version, purpose and roles', () => {
  const rules = compileRuleSet(bookOf({}), ['tester', 'second'], 'sales');
  expect(rules.key).toBe('1|sales|tester,second');
  expect(rules.view('customer')).toBe(rules.view('customer'));
  expect(rules.write('customer')).toBe(rules.write('customer'));
  expect(
    rules
      .everyPurpose()
      .map(({ key }) => key.split('|')[1])
      .sort(),
  ).toEqual(['marketing', 'sales']);
});

test('rights are those of the roles that allow the purpose', () => {
  const of = (purpose: 'service' | 'marketing'): readonly string[] => [
    ...compileRuleSet(bookOf({}), ['auditor'], purpose).rights,
  ];
  expect(of('service')).toContain('audit:read');
  expect(of('marketing')).toEqual([]);
});

test('who has no grant sees nothing, system fields neither', () => {
  const { cells, row } = compileRuleSet(bookOf({}), [...tester.roles], 'sales').view('customer');
  expect(row).toEqual({ kind: 'none' });
  expect([...cells.values()].every(({ read }) => read.kind === 'none')).toBe(true);
});

test('a noun without a policy is an error', () => {
  const book = bookOf({});
  const rules = compileRuleSet({ ...book, policies: new Map() }, ['tester'], 'sales');
  expect(() => rules.view('customer')).toThrow('noun customer has no policy');
});

test('a share as the only way into the view still carries the fields that its giver has', () => {
  const read = { action: 'read' as const, scope: 'shared', fields: ['@public', '@sensitive', 'note'] };
  const { book, principal } = worldOf({ rules: { customer: { roles: { tester: [read] } } } });
  const cells = compileRuleSet(book, principal.roles, principal.purpose).view('customer').cells;
  // Nobody who may share has the sensitive ones, so their condition is another than that of the row.
  for (const field of ['status', 'bankAccount', 'note'])
    expect([field, cells.get(field)!.read.kind]).not.toContain('none');
});

test('a share carries nothing that a deny takes from its giver: the record, what hangs on it, a field', () => {
  const read = (scope: string) => ({ action: 'read' as const, scope, fields: ['@public'] });
  const deny = (noun: string, fields?: string[]) => ({
    noun,
    denies: { second: [{ action: 'read' as const, scope: 'company', ...(fields && { fields }) }] },
  });
  const exceptions = (noun: string, field: string, denied?: ReturnType<typeof deny>): number => {
    const denies = (of: string): object => (denied?.noun === of ? { denies: denied.denies } : {});
    const { book, principal } = worldOf({
      rules: {
        customer: {
          roles: { tester: [read('shared')], second: [read('all'), { action: 'share', scope: 'all' }] },
          ...denies('customer'),
        },
        contact: { roles: { tester: [read('shared')], second: [read('all')] }, ...denies('contact') },
      },
    });
    const { row, cells } = compileRuleSet(book, principal.roles, principal.purpose).view(noun);
    return JSON.stringify([row, cells.get(field)!.read]).split('"role":"second"').length - 1;
  };
  const none = exceptions('customer', 'status');
  expect(exceptions('customer', 'status', deny('customer'))).toBeGreaterThan(none);
  expect(exceptions('customer', 'status', deny('customer', ['status']))).toBeGreaterThan(none);
  expect(exceptions('customer', 'status', deny('customer', ['kind']))).toBe(none);
  expect(exceptions('contact', 'title', deny('customer'))).toBeGreaterThan(none);
  expect(exceptions('contact', 'title', deny('contact'))).toBeGreaterThan(none);
  expect(exceptions('contact', 'title', deny('contact', ['title']))).toBeGreaterThan(none);
});

test('a row is in the compiled view where the oracle has it', () => {
  agree((world, rules, noun, rows) =>
    rows
      .filter(isLive)
      .map((row) => [[noun, row.pk], says(world, noun, row, rules.view(noun).row), rowAllowed(world, noun, row)]),
  );
});

test('below a visible parent the own rule is enough', () => {
  const below = (world: World, noun: string, row: Row): boolean => {
    const { parent } = nouns.get(noun);
    if (!parent) return true;
    const above = linked(world, noun, row, parent);
    return above !== null && inView(world, nouns.field(noun, parent).to!, above);
  };
  agree((world, rules, noun, rows) =>
    rows
      .filter((row) => isLive(row) && below(world, noun, row))
      .map((row) => [[noun, row.pk], says(world, noun, row, rules.view(noun).ownRow), rowAllowed(world, noun, row)]),
  );
});

test('a cell of a visible row is readable, masked or neither as the oracle says', () => {
  agree((world, rules, noun) =>
    visibleRows(world, noun).flatMap((row) =>
      [...rules.view(noun).cells].flatMap(([field, { read, mask }]): Said[] => {
        const shown = says(world, noun, row, read);
        const of = [noun, row.pk, field];
        return [
          [[...of, 'read'], shown, readable(world, noun, row, field)],
          [[...of, 'mask'], !shown && says(world, noun, row, mask), masked(world, noun, row, field)],
        ];
      }),
    ),
  );
});

test('bits, dimensions, logging and what is told in totals come from the rules', () => {
  agree((world, rules, noun) =>
    [...rules.view(noun).cells].flatMap(([field, cell]): Said[] => {
      const rule = policyOf(world, noun).fields[field];
      const of = [noun, field];
      const derived = nouns.field(noun, field).derivation !== undefined;
      return [
        [of, cell.readBit, bitOf(cell.read)],
        [of, cell.maskBit, bitOf(cell.mask)],
        [of, cell.dimension, rule?.dimension === true],
        [of, cell.sensitive, rule?.class === 'sensitive'],
        [of, cell.aggregateOnly, derived ? null : smallestGroup(world, noun, field)],
      ];
    }),
  );
});

const rowActions = ['create', 'update', 'delete', 'restore', 'share', 'merge'] as const;

function mayRow(world: World, noun: string, row: Row, action: Action): boolean {
  const granted = grantsFor(world, noun, action).some((grant) => inScope(world, noun, row, grant.scope, action));
  const denied = deniesFor(world, noun, action).some(
    (deny) => !deny.fields && inScope(world, noun, row, deny.scope, action),
  );
  return granted && !denied;
}

function mayField(
  world: World,
  noun: string,
  row: Row,
  action: Action,
  field: string,
  part: 'fields' | 'grants',
): boolean {
  const policy = policyOf(world, noun);
  const granted = grantsFor(world, noun, action).some(
    (grant) =>
      namesField(policy, grant[part], field) &&
      inScope(world, noun, row, grant.scope, action, field) &&
      inScope(world, noun, row, cellScopeName(policy, grant, field), action, field),
  );
  const denied = deniesFor(world, noun, action).some(
    (deny) => namesField(policy, deny.fields, field) && inScope(world, noun, row, deny.scope, action, field),
  );
  return granted && !denied;
}

test('what may be written of a row is what grants give and denies do not take', () => {
  agree((world, rules, noun, rows) =>
    rows.flatMap((row) => {
      const write = rules.write(noun);
      const of = (predicate: Predicate): boolean => says(world, noun, row, predicate);
      return [
        ...rowActions.map((action): Said => [[noun, action], of(write[action]), mayRow(world, noun, row, action)]),
        ...[...write.fields].flatMap(([field, { create, update, grant }]): Said[] => {
          const may = (action: Action, part: 'fields' | 'grants'): boolean =>
            mayField(world, noun, row, action, field, part);
          return [
            [[noun, field, 'create'], of(create), may('create', 'fields')],
            [[noun, field, 'update'], of(update), may('update', 'fields')],
            [[noun, field, 'grant'], of(grant), may('create', 'grants') || may('update', 'grants')],
          ];
        }),
      ];
    }),
  );
});

test('built-in roles are compiled as the oracle reads them, grant rights included', () => {
  const roles = ['sales-rep', 'manager', 'service-agent', 'marketer', 'analyst', 'steward', 'dpo', 'erp-client'];
  const book = bookOf({});
  for (const [i, role] of roles.entries()) {
    const { principal, ...world } = worlds()[i % worlds().length]!.world;
    const purpose = book.roles.get(role)!.purposes[0]!;
    const theirs: World = { ...world, book, principal: { ...principal, roles: [role], purpose } };
    const rules = compiled(theirs);
    const said = inOrder.flatMap((noun) =>
      visibleRows(theirs, noun).flatMap((row) => [
        ...[...rules.view(noun).cells].map(([field, { read }]): Said => [
          [role, noun, field],
          says(theirs, noun, row, read),
          readable(theirs, noun, row, field),
        ]),
        ...[...rules.write(noun).fields].map(([field, { grant }]): Said => {
          const may = (action: Action): boolean => mayField(theirs, noun, row, action, field, 'grants');
          return [[role, noun, field, 'grant'], says(theirs, noun, row, grant), may('create') || may('update')];
        }),
      ]),
    );
    expect(said.filter(([, compiler, oracle]) => compiler !== oracle)).toEqual([]);
  }
});
