import fc from 'fast-check';
import { asksForGiver } from '../../src/access/oracle/giver';
import type { Deny, FieldClass, FieldSet, Grant } from '../../src/access/policy';
import { and, not, or, type Predicate } from '../../src/access/predicate';
import type { Principal } from '../../src/access/principal';
import { customName } from '../../src/model/custom-field';
import { nouns, tester, type Rules } from '../../src/access/oracle/testing/test-world';
import { builtInPolicies } from '../../src/policies';
import { inOrder } from './companies';

const classes: readonly FieldClass[] = ['public', 'ownership', 'identifying', 'narrative', 'personal', 'sensitive'];

/** Scopes beside the built-in ones: comparisons, negations and nested hops, which compilers get wrong. */
const moreScopes: Readonly<Record<string, Record<string, Predicate>>> = {
  customer: {
    gold: { kind: 'in', field: 'tier', values: ['gold'] },
    notGold: not({ kind: 'in', field: 'tier', values: ['gold', 'north'] }),
    named: { kind: 'in', field: 'name', values: ['A', '客户'] },
    rich: { kind: 'compare', field: 'creditLimit', op: 'gte', value: { constant: 10_000 } },
    notRich: not({ kind: 'compare', field: 'creditLimit', op: 'gt', value: { constant: 0 } }),
    pool: { kind: 'isNull', field: 'owner' },
    tagged: { kind: 'hasTag', tag: 'RED' },
    colleague: { kind: 'via', link: 'owner', where: not({ kind: 'isSelf' }) },
    untouched: not({ kind: 'some', many: 'contacts', where: { kind: 'in', field: 'name', values: ['a', 'b%'] } }),
    recentOrMine: or(
      { kind: 'compare', field: 'birthDate', op: 'lt', value: { constant: '1995-01-01' } },
      and({ kind: 'isMe', field: 'owner' }, not({ kind: 'isNull', field: 'team' })),
    ),
  },
  contact: { titled: not({ kind: 'isNull', field: 'title' }) },
  order: { dear: { kind: 'compare', field: 'total', op: 'gt', value: { constant: 0 } } },
  activity: {
    past: { kind: 'compare', field: 'occurredAt', op: 'lt', value: { daysAgo: 0 } },
    call: { kind: 'in', field: 'kind', values: ['CALL', 'NOTE'] },
  },
  ticket: { unassigned: { kind: 'isNull', field: 'assignee' } },
  user: { enabled: { kind: 'in', field: 'disabled', values: [false] } },
  team: { top: { kind: 'isNull', field: 'parent' } },
  product: { onSale: { kind: 'in', field: 'active', values: [true] } },
  opportunity: { won: { kind: 'in', field: 'stage', values: ['gold'] } },
};

function rulesFor(noun: string): fc.Arbitrary<Rules> {
  const scopes = { ...builtInPolicies.find((policy) => policy.noun === noun)!.scopes, ...moreScopes[noun] };
  const named = fc.constantFrom(...Object.keys(scopes), 'nowhere');
  const scope = fc.oneof({ weight: 2, arbitrary: fc.constant('all') }, { weight: 3, arbitrary: named });
  const ownFields = Object.keys(
    nouns.get(noun).fields.size ? builtInPolicies.find((p) => p.noun === noun)!.fields : {},
  );
  const members = [...classes.map((each) => `@${each}` as const), ...ownFields];
  const set = (minLength: number): fc.Arbitrary<FieldSet<string>> =>
    fc.uniqueArray(fc.constantFrom(...members), { minLength, maxLength: 8 });
  const mostFields: fc.Arbitrary<FieldSet<string>> = fc.oneof(
    {
      weight: 3,
      arbitrary: fc.subarray(
        classes.map((each) => `@${each}` as const),
        { minLength: 4 },
      ),
    },
    { weight: 1, arbitrary: set(1) },
  );
  // All added fields of a noun or none: few different schemas, since each costs its making. No role but these grants any, so
  // that a share never carries one: its scopes are left out, as rules alone close the field then.
  const added = nouns.custom.filter((field) => field.noun === noun).map(({ key }) => customName(key));
  const carried = Object.keys(scopes).filter((name) => asksForGiver(scopes[name]!));
  const narrowing = Object.keys(scopes).filter((name) => !carried.includes(name));
  const withAdded = (of: fc.Arbitrary<Grant>): fc.Arbitrary<Grant> =>
    added.length === 0
      ? of
      : fc
          .tuple(
            of,
            fc.boolean(),
            fc.dictionary(fc.constantFrom(...added), fc.constantFrom(...narrowing), {
              maxKeys: 2,
              noNullPrototype: true,
            }),
          )
          .map(([grant, open, cellsOfAdded]) =>
            open && !carried.includes(grant.scope)
              ? { ...grant, fields: [...(grant.fields ?? []), ...added], cells: { ...grant.cells, ...cellsOfAdded } }
              : grant,
          );
  const cells = fc.dictionary(fc.constantFrom(...members), scope, { maxKeys: 3, noNullPrototype: true });
  const read = fc.record<Grant>({
    action: fc.constant('read'),
    scope,
    fields: mostFields,
    cells,
    masked: fc.oneof(fc.constant([]), set(1)),
  });
  // No `grants`: who may change what they see by writing is another case, tried under the built-in roles.
  const write = fc.record<Grant>({
    action: fc.constantFrom('create', 'update', 'update', 'delete', 'share'),
    scope,
    fields: mostFields,
    cells: fc.oneof({ weight: 2, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: cells }),
  });
  const exporting = read.map((of): Grant => ({ ...of, action: 'export', masked: [] }));
  const merging = fc.record<Grant>({ action: fc.constant('merge'), scope });
  const totals = fc
    .record({ scope, fields: set(1), k: fc.integer({ min: 2, max: 5 }) })
    .map((of): Grant => ({ action: 'read', scope: of.scope, aggregateOnly: { fields: of.fields, k: of.k } }));
  const restore = fc.record<Grant>({ action: fc.constant('restore'), scope });
  const deny = fc.oneof(
    fc.record<Deny>({ action: fc.constant('read'), scope: named }),
    fc.record<Deny>({ action: fc.constant('read'), scope, fields: set(1) }),
  );
  const grants = fc.tuple(
    fc.array(withAdded(read), { minLength: 1, maxLength: 2 }),
    fc.array(restore, { maxLength: 1 }),
    fc.array(withAdded(write), { maxLength: 4 }),
    fc.array(exporting, { maxLength: 1 }),
    fc.array(merging, { maxLength: noun === 'customer' ? 1 : 0 }),
    fc.oneof({ weight: 4, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: fc.array(totals, { maxLength: 1 }) }),
  );
  const roles = fc.record({
    tester: grants.map((of) => of.flat()),
    second: fc.array(withAdded(read), { maxLength: 1 }),
    serving: fc.array(read, { maxLength: 1 }),
  });
  const summed = [...nouns.get(noun).fields.values()].filter((field) => field.aggregate && !field.derivation);
  // At times a field may be summed and never read.
  const shielded = fc.constantFrom(null, null, null, ...summed.map(({ name }) => name));
  return fc.record({
    scopes: fc.constant(scopes),
    roles:
      summed.length === 0
        ? roles
        : fc.tuple(roles, shielded, fc.integer({ min: 3, max: 5 })).map(([of, field, k]) => totalsOnly(of, field, k)),
    denies: fc.record({
      tester: fc.oneof(
        { weight: 4, arbitrary: fc.constant([]) },
        { weight: 1, arbitrary: fc.array(deny, { maxLength: 1 }) },
      ),
      serving: fc.oneof(
        { weight: 4, arbitrary: fc.constant([]) },
        { weight: 1, arbitrary: fc.array(deny, { maxLength: 1 }) },
      ),
    }),
  });
}

/** The same roles, of which none reads the field and each that reads at all may sum it over `k` customers. */
function totalsOnly<R extends Record<string, readonly Grant[]>>(roles: R, field: string | null, k: number): R {
  if (field === null) return roles;
  const without = (grant: Grant): Grant =>
    grant.action === 'read'
      ? { ...grant, cells: { ...grant.cells, [field]: 'nowhere' }, aggregateOnly: { fields: [field], k } }
      : grant;
  return Object.fromEntries(Object.entries(roles).map(([role, grants]) => [role, grants.map(without)])) as unknown as R;
}

/** Random rules for every noun. */
export const ruleSets: fc.Arbitrary<Record<string, Rules>> = fc.record(
  Object.fromEntries(inOrder.map((noun) => [noun, rulesFor(noun)])),
);

/** Somebody with one of the test roles or several, here and there in the tree of teams. */
export const principals: fc.Arbitrary<Principal> = fc
  .record({
    kind: fc.constantFrom('user' as const, 'user' as const, 'user' as const, 'client' as const),
    pk: fc.constantFrom(1, 2),
    roles: fc.constantFrom(['tester'], ['tester', 'second'], ['second', 'tester', 'serving']),
    purpose: fc.constantFrom('sales' as const, 'sales' as const, 'marketing' as const),
    teams: fc.constantFrom(
      [[], []],
      [[1], [1, 2]],
      [[2], [2]],
      [
        [2, 3],
        [2, 3],
      ],
    ),
  })
  .map(({ teams, ...of }) => ({
    ...tester,
    ...of,
    teamPks: teams[0]!,
    subtreeTeamPks: teams[1]!,
    source: of.kind === 'client' ? 'erp' : null,
  }));
