import fc from 'fast-check';
import { companies, inOrder } from '../../test/proof/companies';
import { principals, ruleSets } from '../../test/proof/rules';
import { smallestGroup } from './oracle/aggregate';
import { isLive, linked, type Row, type World } from './oracle/company';
import { holds, inScope } from './oracle/scopes';
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

const worlds = fc
  .record({ company: companies, rules: ruleSets, principal: principals })
  .map(({ company, rules, principal }): World => ({ nouns, book: bookOf(rules), company, principal, now: noon }));

const compiled = ({ book, principal }: World): RuleSet => compileRuleSet(book, principal.roles, principal.purpose);

const each = (check: (world: World, rules: RuleSet, noun: string, row: Row) => void): void =>
  fc.assert(
    fc.property(worlds, (world) => {
      const rules = compiled(world);
      for (const noun of inOrder) for (const row of world.company[noun]!) check(world, rules, noun, row);
    }),
    { numRuns: 6, endOnFailure: true },
  );

test('a row is in the compiled view where the oracle has it', () => {
  each((world, rules, noun, row) => {
    if (!isLive(row)) return;
    expect([noun, row.pk, holds(world, noun, row, rules.view(noun).row)]).toEqual([
      noun,
      row.pk,
      rowAllowed(world, noun, row),
    ]);
  });
});

test('below a visible parent the own rule is enough', () => {
  each((world, rules, noun, row) => {
    const { parent } = nouns.get(noun);
    const above = parent && linked(world, noun, row, parent);
    if (!parent || !above || !inView(world, nouns.field(noun, parent).to!, above)) return;
    expect(holds(world, noun, row, rules.view(noun).ownRow)).toBe(rowAllowed(world, noun, row));
  });
});

test('a cell of a visible row is readable, masked or neither as the oracle says', () => {
  each((world, rules, noun, row) => {
    if (!visibleRows(world, noun).includes(row)) return;
    for (const [field, { read, mask }] of rules.view(noun).cells) {
      const shown = holds(world, noun, row, read);
      expect([noun, field, shown]).toEqual([noun, field, readable(world, noun, row, field)]);
      expect([noun, field, !shown && holds(world, noun, row, mask)]).toEqual([
        noun,
        field,
        masked(world, noun, row, field),
      ]);
    }
  });
});

test('bits, dimensions, logging and what is told in totals come from the rules', () => {
  each((world, rules, noun) => {
    const policy = policyOf(world, noun);
    for (const [field, cell] of rules.view(noun).cells) {
      expect([cell.readBit, cell.maskBit]).toEqual([bitOf(cell.read), bitOf(cell.mask)]);
      const rule = policy.fields[field];
      expect([cell.dimension, cell.sensitive]).toEqual([rule?.dimension === true, rule?.class === 'sensitive']);
      if (nouns.field(noun, field).derivation) continue;
      expect([noun, field, cell.aggregateOnly]).toEqual([noun, field, smallestGroup(world, noun, field)]);
    }
  });
});

const rowActions = ['create', 'update', 'delete', 'restore', 'share'] as const;

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
  each((world, rules, noun, row) => {
    const write = rules.write(noun);
    for (const action of rowActions) {
      expect([noun, action, holds(world, noun, row, write[action])]).toEqual([
        noun,
        action,
        mayRow(world, noun, row, action),
      ]);
    }
    for (const [field, { create, update, grant }] of write.fields) {
      const of = (predicate: Predicate): boolean => holds(world, noun, row, predicate);
      const may = (action: Action, part: 'fields' | 'grants'): boolean =>
        mayField(world, noun, row, action, field, part);
      expect([of(create), of(update)]).toEqual([may('create', 'fields'), may('update', 'fields')]);
      expect(of(grant)).toBe(may('create', 'grants') || may('update', 'grants'));
    }
  });
});

test('built-in roles are compiled as the oracle reads them, grant rights included', () => {
  const roles = ['sales-rep', 'manager', 'service-agent', 'marketer', 'analyst', 'steward', 'dpo', 'erp-client'];
  fc.assert(
    fc.property(
      companies,
      fc.constantFrom(...roles),
      fc.constantFrom('sales', 'service', 'marketing', 'analytics'),
      (company, role, purpose) => {
        const world = worldOf({ company, principal: { roles: [role], purpose: purpose as 'sales' } });
        const rules = compiled(world);
        for (const noun of inOrder) {
          for (const row of visibleRows(world, noun)) {
            for (const [field, { read }] of rules.view(noun).cells) {
              expect([noun, field, holds(world, noun, row, read)]).toEqual([
                noun,
                field,
                readable(world, noun, row, field),
              ]);
            }
            for (const [field, { grant }] of rules.write(noun).fields) {
              const may = (action: Action): boolean => mayField(world, noun, row, action, field, 'grants');
              expect([noun, field, holds(world, noun, row, grant)]).toEqual([
                noun,
                field,
                may('create') || may('update'),
              ]);
            }
          }
        }
      },
    ),
    { numRuns: 8, endOnFailure: true },
  );
});

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
