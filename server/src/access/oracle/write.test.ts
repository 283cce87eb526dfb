import type { Grant } from '../policy';
import type { Principal } from '../principal';
import type { Company, Row, World } from './company';
import { row, worldOf, type Rules } from './testing/test-world';
import { canRemove, canWrite, type Verdict } from './write';

const ok: Verdict = { allowed: true };
const forbidden = (...fields: string[]): Verdict => ({ allowed: false, code: 'FORBIDDEN', fields });
const absent: Verdict = { allowed: false, code: 'NOT_FOUND', fields: [] };

const read: Grant = { action: 'read', scope: 'team', fields: ['@public', '@ownership', '@identifying', '@narrative'] };
const update: Grant = { action: 'update', scope: 'own', fields: ['name', 'note', 'team'], cells: { note: 'company' } };

const worldWith = (
  customers: Company['customer'],
  grants: readonly Grant[] = [read, update],
  rules: Record<string, Rules> = {},
  principal: Partial<Principal> = {},
): World =>
  worldOf({
    company: { customer: customers! },
    rules: { customer: { roles: { tester: grants } }, ...rules },
    principal,
  });

const changing = (world: World, before: Row, values: Record<string, unknown>): Verdict =>
  canWrite(world, { noun: 'customer', before, after: { ...before, ...values }, fields: Object.keys(values) });

describe('updates', () => {
  const own = row(1, { owner: 1, team: 1 });
  const colleagues = row(2, { owner: 2, team: 1 });
  const foreign = row(3, { owner: 2, team: 9 });
  const world = worldWith([own, colleagues, foreign]);

  test('of a field on a row that one grant covers', () => {
    expect(changing(world, own, { name: 'New' })).toEqual(ok);
  });

  test('a statically denied field is named before the record is looked for', () => {
    expect(changing(world, foreign, { tier: 'gold' })).toEqual(forbidden('tier'));
  });

  test('a row outside the view is NOT_FOUND, not FORBIDDEN', () => {
    expect(changing(world, foreign, { name: 'New' })).toEqual(absent);
  });

  test('a visible row outside the grant is FORBIDDEN', () => {
    expect(changing(world, colleagues, { name: 'New' })).toEqual(forbidden());
  });

  test('a field outside its cell scope is FORBIDDEN by name', () => {
    expect(changing(world, own, { note: 'x' })).toEqual(forbidden('note'));
  });

  test('rules hold against the row as it was and as it would become', () => {
    const grants: Grant[] = [read, { action: 'update', scope: 'company', fields: ['kind'] }];
    const company = row(1, { team: 1, kind: 'COMPANY' });
    const person = row(2, { team: 1, kind: 'PERSON' });
    expect(changing(worldWith([company], grants), company, { kind: 'PERSON' })).toEqual(forbidden());
    expect(changing(worldWith([person], grants), person, { kind: 'COMPANY' })).toEqual(forbidden());
  });

  test('a deny beats the grant', () => {
    const denying = worldWith([own], undefined, {
      customer: {
        roles: { tester: [read, update] },
        denies: { tester: [{ action: 'update', scope: 'own', fields: ['name'] }] },
      },
    });
    expect(changing(denying, own, { name: 'New' })).toEqual(forbidden('name'));
  });
});

describe('granting writes', () => {
  const own = row(1, { owner: 1, team: 1 });

  test('a column that the writer’s own read rules look at needs the grant right', () => {
    expect(changing(worldWith([own]), own, { team: 2 })).toEqual(forbidden('team'));
  });

  test('with the right it may be written', () => {
    expect(changing(worldWith([own], [read, { ...update, grants: ['team'] }]), own, { team: 2 })).toEqual(ok);
  });

  test('rules of a role for another purpose count too', () => {
    const rules = {
      customer: {
        roles: {
          tester: [
            { ...read, scope: 'all' },
            { action: 'update', scope: 'all', fields: ['tier'] },
          ] as Grant[],
          serving: [{ ...read, scope: 'gold', fields: ['@personal'] }] as Grant[],
        },
        scopes: { gold: { kind: 'in', field: 'tier', values: ['gold'] } as const },
      },
    };
    const customer = row(1, { tier: 'silver' });
    const world = (roles: readonly string[]): World =>
      worldOf({ company: { customer: [customer] }, rules, principal: { roles } });
    expect(changing(world(['tester']), customer, { tier: 'gold' })).toEqual(ok);
    expect(changing(world(['tester', 'serving']), customer, { tier: 'gold' })).toEqual(forbidden('tier'));
  });

  test('writing the value it has already gives nobody anything', () => {
    expect(changing(worldWith([own]), own, { team: 1 })).toEqual(ok);
  });

  const create: Grant = { action: 'create', scope: 'all', fields: ['name', 'owner', 'team'] };
  const creating = (values: Record<string, unknown>): Verdict => {
    const byOwner: Grant = { ...read, scope: 'own' };
    return canWrite(worldWith([], [read, byOwner, create]), {
      noun: 'customer',
      before: null,
      after: row(9, values),
      fields: Object.keys(values),
    });
  };

  test('a new row may name its creator and one of their teams', () => {
    expect(creating({ name: 'New', owner: 1, team: 1 })).toEqual(ok);
  });

  test.each([
    ['another owner', { owner: 2 }, 'owner'],
    ['another team', { team: 7 }, 'team'],
    ['the pool', { owner: null }, 'owner'],
  ])('a new row may not name %s', (_, values, field) => {
    expect(creating(values)).toEqual(forbidden(field));
  });

  const agentRead: Grant = { ...read, scope: 'openTicketMine' };
  const ticketRules: Rules = {
    roles: {
      tester: [
        { action: 'read', scope: 'all', fields: ['@public', '@ownership'] },
        { action: 'update', scope: 'all', fields: ['status', 'assignee', 'customer'] },
      ],
    },
  };
  const ticketing = (
    before: Record<string, unknown>,
    values: Record<string, unknown>,
    rules: Rules = ticketRules,
  ): Verdict => {
    const ticket = row(5, { customer: 1, ...before });
    const world = worldWith([row(1, { team: 1 }), row(2, { team: 1 })], [read, agentRead], { ticket: rules });
    return canWrite(
      { ...world, company: { ...world.company, ticket: [ticket] } },
      { noun: 'ticket', before: ticket, after: { ...ticket, ...values }, fields: Object.keys(values) },
    );
  };

  test.each([
    ['closing', { assignee: 1, status: 'OPEN' }, { status: 'CLOSED' }],
    ['unassigning', { assignee: 1, status: 'OPEN' }, { assignee: null }],
    ['moving on between open states', { assignee: 1, status: 'OPEN' }, { status: 'PENDING' }],
    ['reopening what somebody else handles', { assignee: 2, status: 'CLOSED' }, { status: 'OPEN' }],
  ])('%s is no grant', (_, before, values) => {
    expect(ticketing(before, values)).toEqual(ok);
  });

  test.each([
    ['reopening one’s own', { assignee: 1, status: 'CLOSED' }, { status: 'OPEN' }, 'status'],
    ['assigning to oneself', { assignee: null, status: 'OPEN' }, { assignee: 1 }, 'assignee'],
    ['moving an own open ticket to another customer', { assignee: 1, status: 'OPEN' }, { customer: 2 }, 'customer'],
  ])('%s is a grant', (_, before, values, field) => {
    expect(ticketing(before, values)).toEqual(forbidden(field));
  });

  const blindRules: Rules = {
    roles: {
      tester: [
        { action: 'read', scope: 'all', fields: ['@ownership'] },
        { action: 'update', scope: 'all', fields: ['status', 'assignee', 'customer'] },
      ],
    },
  };

  test.each([
    ['assigning to oneself what may be open', { assignee: null, status: 'CLOSED' }, { assignee: 1 }, 'assignee'],
    ['writing what may be another state', { assignee: 1, status: 'OPEN' }, { status: 'OPEN' }, 'status'],
  ])('where the state is out of sight, %s is a grant', (_, before, values, field) => {
    expect(ticketing(before, values, blindRules)).toEqual(forbidden(field));
    expect(ticketing(before, values)).toEqual(ok);
  });

  test('the link of a new child to a visible customer is no grant', () => {
    const rules: Rules = {
      roles: {
        tester: [
          { action: 'read', scope: 'team', fields: ['@public', '@ownership'] },
          { action: 'create', scope: 'team', fields: ['customer', 'name'] },
        ],
      },
    };
    const verdict = canWrite(worldWith([own], undefined, { contact: rules }), {
      noun: 'contact',
      before: null,
      after: row(9, { customer: 1, name: 'New' }),
      fields: ['customer', 'name'],
    });
    expect(verdict).toEqual(ok);
  });
});

describe('delete and restore', () => {
  const removing: readonly Grant[] = [read, { action: 'delete', scope: 'own' }, { action: 'restore', scope: 'own' }];
  const own = row(1, { owner: 1, team: 1 });
  const colleagues = row(2, { owner: 2, team: 1 });

  test.each<[string, Row, Verdict]>([
    ['an own one', own, ok],
    ['a visible one of somebody else', colleagues, forbidden()],
    ['an invisible one', row(3, { owner: 1, team: 9 }), absent],
  ])('deleting %s', (_, target, verdict) => {
    expect(canRemove(worldWith([target], removing), 'customer', target, 'delete')).toEqual(verdict);
  });

  test('a deleted one can be restored but not deleted again', () => {
    const gone = { ...own, deletedAt: 5 };
    const world = worldWith([gone], removing);
    const others = { ...colleagues, deletedAt: 5 };
    expect(canRemove(worldWith([others], removing), 'customer', others, 'restore')).toEqual(absent);
    expect(canRemove(world, 'customer', gone, 'restore')).toEqual(ok);
    expect(canRemove(world, 'customer', gone, 'delete')).toEqual(absent);
  });
});
