import { makeRuleBook } from '../access/rule-book';
import { compileRuleSet, type RuleSet } from '../access/rule-set';
import type { Policy } from '../access/policy';
import { NounRegistry } from '../model/registry';
import { nounDefinitions } from '../nouns';
import { builtInPolicies } from '../policies';
import { builtInRoles } from '../roles';
import { dependenciesOn } from './grants';

const nouns = new NounRegistry(nounDefinitions);

const ruleSetOf = (role: string, changed: readonly Policy[] = builtInPolicies): RuleSet =>
  compileRuleSet(
    makeRuleBook(1, nouns, builtInRoles, changed),
    [role],
    builtInRoles.find((r) => r.key === role)!.purposes[0]!,
  );

const fieldsOn = (ruleSet: RuleSet, noun: string): string[] => [
  ...new Set(dependenciesOn(ruleSet, noun).map(({ field }) => field)),
];

describe('columns that read rules depend on', () => {
  it('are owner, team and shares for a representative, and the link of every child', () => {
    const rep = ruleSetOf('sales-rep');
    expect(fieldsOn(rep, 'customer').sort()).toEqual(['owner', 'team']);
    expect(fieldsOn(rep, 'contact')).toEqual(['customer']);
    expect(fieldsOn(rep, 'share')).toEqual(
      expect.arrayContaining(['customer', 'withUser', 'withTeam', 'until', 'createdBy']),
    );
    expect(fieldsOn(rep, 'user')).toEqual(['disabled']); // of who gave the share
    expect(fieldsOn(rep, 'ticket')).toEqual(['customer']);
  });

  it('are those of the tickets for an agent, looked at through the customer or directly', () => {
    const agent = dependenciesOn(ruleSetOf('service-agent'), 'ticket');
    const ways = (field: string): string[] =>
      [...new Set(agent.filter((d) => d.field === field).map(({ through }) => through?.via ?? 'directly'))].sort();
    expect(ways('status')).toEqual(['customer']);
    expect(ways('assignee')).toEqual(['customer', 'directly']);
  });

  it('are those of consents for a marketer', () => {
    expect(fieldsOn(ruleSetOf('marketer'), 'consent').sort()).toEqual(['customer', 'purpose', 'state']);
  });

  it('count every purpose of the roles, not that of the request alone', () => {
    const book = makeRuleBook(1, nouns, builtInRoles, builtInPolicies);
    const recording = compileRuleSet(book, ['steward', 'marketer'], 'service');
    expect(fieldsOn(recording, 'consent')).toEqual(expect.arrayContaining(['state', 'purpose', 'customer']));
    expect(fieldsOn(compileRuleSet(book, ['steward'], 'service'), 'consent')).toEqual(['customer']);
  });

  it('count a negated relation the other way round', () => {
    const policies = builtInPolicies.map((policy): Policy => {
      if (policy.noun !== 'customer') return policy;
      const unsettled = {
        kind: 'not',
        of: { kind: 'some', many: 'tickets', where: { kind: 'in', field: 'status', values: ['CLOSED'] } },
      } as const;
      const marketer = [{ action: 'read', scope: 'unsettled', fields: ['@public'] }] as const;
      return { ...policy, scopes: { ...policy.scopes, unsettled }, roles: { marketer } };
    });
    const [status] = dependenciesOn(ruleSetOf('marketer', policies), 'ticket').filter(
      ({ field, through }) => field === 'status' && through,
    );
    expect(status!.through!.positive).toBe(false);
  });

  it('count a record that a denied relation leads to as opening something by its deletion', () => {
    const policies = builtInPolicies.map((policy): Policy => {
      if (policy.noun !== 'contact') return policy;
      const blocked = {
        kind: 'via',
        link: 'customer',
        where: { kind: 'in', field: 'tier', values: ['blocked'] },
      } as const;
      const denies = { steward: [{ action: 'read', scope: 'blocked' }] } as const;
      return { ...policy, scopes: { ...policy.scopes, blocked }, denies };
    });
    const of = (changed?: readonly Policy[]): (boolean | undefined)[] =>
      dependenciesOn(ruleSetOf('steward', changed), 'customer')
        .filter(({ field }) => field === 'deletedAt')
        .map(({ through }) => through?.positive);
    expect(of(policies)).toEqual([false]);
    expect(of()).toEqual([]);
  });
});
