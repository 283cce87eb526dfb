import { explain, explainedConditions, truthsOf, type Explanation, type RowTruth } from './explain';
import { noRules } from './overlay';
import { bookOf, nouns, tester, type Rules } from './oracle/testing/test-world';
import { and, all, none, predicateKey, type Predicate } from './predicate';
import type { Deny, Grant } from './policy';
import type { Principal } from './principal';
import type { RuleBook } from './rule-book';
import { compileRuleSet } from './rule-set';

const own: Predicate = { kind: 'isMe', field: 'owner' };
const team: Predicate = { kind: 'inMyTeams', field: 'team', with: 'teams' };
const company: Predicate = { kind: 'in', field: 'kind', values: ['COMPANY'] };
const limit = nouns.field('customer', 'creditLimit').label;
const label = (field: string) => nouns.field('customer', field).label;

/** Nobody's roles but the ones a test gives: built-in ones would be named as those who may. */
const book = (customer: Rules, more: Partial<RuleBook> = {}): RuleBook => {
  const { policies, roles, ...rest } = bookOf({ customer });
  const mine = ['tester', 'second', 'serving'];
  const keep = ([key]: [string, unknown]): boolean => mine.includes(key);
  const only = <T extends Record<string, unknown>>(of: T | undefined): T =>
    Object.fromEntries(Object.entries(of ?? {}).filter(keep)) as T;
  return {
    ...rest,
    roles: new Map([...roles].filter(keep)),
    policies: new Map(
      [...policies].map(([noun, policy]) => [
        noun,
        { ...policy, roles: only(policy.roles), denies: only(policy.denies) },
      ]),
    ),
    ...more,
  };
};

const read = (grant: Partial<Grant>): Grant => ({ action: 'read', scope: 'all', fields: ['@public'], ...grant });
const update = (grant: Partial<Grant>): Grant => ({ ...read(grant), action: 'update' });

interface Asking {
  grants?: readonly Grant[];
  rules?: Rules;
  field?: string | null;
  row?: Partial<RowTruth> | null;
  principal?: Partial<Principal>;
  about?: string;
  more?: Partial<RuleBook>;
}

const setOf = ({ grants, rules, principal, more }: Asking) => {
  const who: Principal = { ...tester, ...principal };
  const all = book({ ...rules, roles: { ...(grants && { tester: grants }), ...rules?.roles } }, more);
  return { who, ruleSet: compileRuleSet(all, who.roles, who.purpose) };
};

function explained(asking: Asking): Explanation {
  const { field = 'creditLimit', row = null, about } = asking;
  const { who, ruleSet } = setOf(asking);
  const truth = row && { readable: false, masked: false, writable: false, holds: () => false, ...row };
  return explain(ruleSet, who, 'customer', field, truth, about ?? null);
}

const conditions = (asking: Asking): Predicate[] => {
  const { who, ruleSet } = setOf(asking);
  return explainedConditions(ruleSet, who, 'customer', asking.field === undefined ? 'creditLimit' : asking.field);
};

const english = (of: Explanation) => ({
  sentence: of.sentence.en,
  because: of.because.map(({ en }) => en),
  missing: of.missing.map(({ en }) => en),
});

describe('what one may', () => {
  test('see and change: by which roles and on which rows', () => {
    const of = explained({
      grants: [read({ scope: 'own' }), update({ scope: 'team', cells: { creditLimit: 'own' } })],
    });
    expect(of).toEqual({
      readable: true,
      writable: true,
      sentence: { en: `You may see and change ${limit.en}.`, zh: `您可以查看和修改“${limit.zh}”。` },
      because: [
        { en: 'See: role Tester, own records.', zh: '查看：角色“测试”，本人负责的记录。' },
        {
          en: "Change: role Tester, the team's records, of these own records.",
          zh: '修改：角色“测试”，本团队的记录，且限于本人负责的记录。',
        },
      ],
      missing: [],
    });
  });

  test('see of a record, whatever the field', () => {
    const of = explained({ grants: [read({})], field: null });
    expect([of.readable, of.writable]).toEqual([true, false]);
    expect(english(of)).toEqual({
      sentence: 'You may see Customer, but not change it.',
      because: ['See: role Tester, every record.'],
      missing: [],
    });
  });

  test('change of a record, and of a field of it, are granted apart', () => {
    const of = (fields: string[], field: string | null): [boolean, string[]] => {
      const { writable, because } = explained({ grants: [read({}), update({ scope: 'own', fields })], field });
      return [writable, because.map(({ en }) => en).slice(1)];
    };
    expect(of([], null)).toEqual([true, ['Change: role Tester, own records.']]);
    expect(of(['creditLimit'], 'creditLimit')).toEqual([true, ['Change: role Tester, own records.']]);
    expect(of(['kind'], 'creditLimit')).toEqual([false, []]);
    const denied = explained({
      grants: [read({}), update({})],
      rules: { denies: { tester: [{ action: 'update', scope: 'all' }] } },
      field: null,
    });
    expect(denied.writable).toBe(false);
    expect(explained({ grants: [read({}), update({})], field: 'creditLimit' }).writable).toBe(true);
  });

  test('a system field is explained as the record is', () => {
    const of = explained({ grants: [read({ fields: [] })], field: 'updatedAt' });
    expect(of.readable).toBe(true);
    expect(english(of).because).toEqual(['See: role Tester, every record.']);
  });

  test('on this row: the ways that hold on it', () => {
    const holds = (of: Predicate): boolean => predicateKey(of) === predicateKey(own);
    const of = explained({
      grants: [read({ scope: 'own' }), read({ scope: 'team' }), update({ scope: 'team' })],
      row: { readable: true, writable: false, holds },
    });
    expect(english(of)).toEqual({
      sentence: `You may see ${limit.en}, but not change it.`,
      because: ['See: role Tester, own records.'],
      missing: ["Change: role Tester, the team's records."],
    });
    const changed = explained({
      grants: [read({ scope: 'own' }), update({ scope: 'team' }), update({ scope: 'own' })],
      row: { readable: true, writable: true, holds },
    });
    expect(english(changed).because).toEqual(['See: role Tester, own records.', 'Change: role Tester, own records.']);
  });

  test('what is said of somebody else names them', () => {
    const of = explained({ grants: [read({})], about: 'Ann' });
    expect(of.sentence).toEqual({
      en: `Ann may see ${limit.en}, but not change it.`,
      zh: ` Ann 可以查看“${limit.zh}”，但不能修改。`,
    });
  });
});

describe('what one may not', () => {
  test('for want of any grant: which roles may', () => {
    const of = explained({ grants: [], rules: { roles: { second: [read({}), update({})], serving: [read({})] } } });
    expect([of.readable, of.writable]).toEqual([false, false]);
    expect(of.sentence).toEqual({
      en: `None of your roles may see ${limit.en}.`,
      zh: `您的角色都无权查看“${limit.zh}”。`,
    });
    expect(of.missing).toEqual([
      { en: 'See: these roles may: Second, Serving.', zh: '查看：以下角色可以：第二、服务。' },
      { en: 'Change: these roles may: Second.', zh: '修改：以下角色可以：第二。' },
    ]);
  });

  test('for want of any grant at all, nobody is named', () => {
    expect(explained({ grants: [] }).missing).toEqual([]);
    expect(english(explained({ grants: [], about: 'Ann' })).sentence).toBe(`None of their roles may see ${limit.en}.`);
  });

  test('on this row: the grants that do not hold on it', () => {
    const of = explained({ grants: [read({ scope: 'own' })], row: {} });
    expect(of.sentence).toEqual({
      en: `${limit.en} is not shown on this record: your roles show it only on others.`,
      zh: `此记录的“${limit.zh}”不对您显示：您的角色只能在其他记录上查看。`,
    });
    expect(english(of).missing).toEqual(['See: role Tester, own records.']);
    expect(of.because).toEqual([]);
  });

  test('of a masked field', () => {
    const of = explained({ grants: [read({ scope: 'own' })], row: { masked: true }, about: 'Ann' });
    expect(of.sentence).toEqual({
      en: `${limit.en} is masked for Ann on this record.`,
      zh: `此记录的“${limit.zh}”对 Ann 以掩码显示。`,
    });
  });

  test('of what only totals are told of', () => {
    const of = explained({ grants: [read({ fields: [], aggregateOnly: { fields: ['creditLimit'], k: 7 } })], row: {} });
    expect(of.sentence).toEqual({
      en: `You may see totals of ${limit.en} over at least 7 customers, no single value.`,
      zh: `您只能查看“${limit.zh}”在至少 7 个客户上的汇总，不能查看单个值。`,
    });
  });

  test('change of what the system keeps', () => {
    const { zh, en } = label('lifetimeValue');
    const of = explained({ grants: [read({}), update({})], field: 'lifetimeValue', row: { writable: true } });
    expect(of.writable).toBe(false);
    expect(of.missing.at(-1)).toEqual({ en: `Change: ${en} is kept by the system.`, zh: `修改：“${zh}”由系统维护。` });
    expect(explained({ grants: [update({ fields: ['creditLimit'] })], row: { writable: true } }).writable).toBe(true);
  });

  test('because a deny takes it: the field by name or class, or the whole record, on the rows of its scope', () => {
    const denies = (of: Partial<Deny>): Rules => ({
      denies: { second: [{ action: 'read', scope: 'company', ...of }] },
    });
    const said = {
      en: 'See: role Second takes it away on companies.',
      zh: '查看：角色“第二”在以下范围禁止：企业客户。',
    };
    const missing = (rules: Rules, row: Asking['row'] = {}, field = 'creditLimit') =>
      explained({ grants: [], rules, principal: { roles: ['tester', 'second'] }, row, field }).missing;
    const holds = (of: Predicate): boolean => predicateKey(of) === predicateKey(company);
    expect(missing(denies({ fields: ['creditLimit'] }), { holds })).toEqual([said]);
    expect(missing(denies({ fields: ['@public'] }), { holds })).toEqual([said]);
    expect(missing(denies({}), { holds })).toEqual([said]);
    expect(missing(denies({}), null)).toEqual([said]);
    expect(missing(denies({}), {})).toEqual([]);
    expect(missing(denies({ fields: ['kind'] }), { holds })).toEqual([]);
    expect(missing(denies({ action: 'delete' }), { holds })).toEqual([]);
    expect(missing(denies({ action: 'update' }), { holds })).toEqual([
      { en: said.en.replace('See', 'Change'), zh: said.zh.replace('查看', '修改') },
    ]);
    // Of the record itself, a deny of fields takes nothing.
    const record = explained({
      grants: [],
      rules: denies({ fields: ['creditLimit'] }),
      principal: { roles: ['tester', 'second'] },
      field: null,
    });
    expect(record.missing).toEqual([]);
  });

  test('a deny of a role that is gone is named by its key', () => {
    const of = explained({
      rules: { denies: { gone: [] } },
      grants: [],
      principal: { roles: ['tester', 'second'] },
      more: { roles: new Map([...bookOf({}).roles].filter(([key]) => key === 'tester')) },
    });
    expect(of.missing).toEqual([]);
    const rules: Rules = { denies: { second: [{ action: 'read', scope: 'all' }] } };
    const denied = explained({
      rules,
      grants: [],
      principal: { roles: ['tester', 'second'] },
      more: { roles: new Map([...bookOf({}).roles].filter(([key]) => key === 'tester')) },
    });
    expect(denied.missing[0]).toEqual({
      en: 'See: role second takes it away on every record.',
      zh: '查看：角色“second”在以下范围禁止：所有记录。',
    });
  });

  test('for want of consent', () => {
    const grants = [read({ fields: ['@personal'] })];
    const marketing = { purpose: 'marketing' as const };
    const said = {
      en: "See: needs the customer's consent for the purpose marketing.",
      zh: '查看：需要客户对该使用目的（marketing）的同意。',
    };
    const missing = (asking: Asking) => explained({ grants, field: 'primaryPhone', ...asking }).missing;
    expect(missing({ row: {}, principal: marketing })).toContainEqual(said);
    expect(missing({ row: { holds: () => true }, principal: marketing })).not.toContainEqual(said);
    expect(missing({ row: {} })).not.toContainEqual(said);
    expect(missing({ row: {}, principal: marketing, field: 'creditLimit' })).not.toContainEqual(said);
    const change = said.en.replace('See', 'Change');
    expect(missing({ row: {}, principal: marketing }).map(({ en }) => en)).not.toContain(change);
  });

  test('because what it is worked out from is not readable', () => {
    const of = explained({ grants: [read({ fields: ['age'] })], field: 'age' });
    const birth = label('birthDate');
    expect(of.missing).toContainEqual({
      en: `See: it is worked out from ${birth.en}, which has to be readable too.`,
      zh: `查看：该值由“${birth.zh}”计算得出，后者也须可见。`,
    });
    expect(of.missing.filter(({ en }) => en.includes('worked out'))).toHaveLength(1);
    const readable = explained({ grants: [read({ fields: ['age', 'birthDate'] })], field: 'age' });
    expect(readable.missing.filter(({ en }) => en.includes('worked out'))).toEqual([]);
    expect(explained({ grants: [] }).missing).toEqual([]);
  });

  test('for want of consent, whatever the record, and for seeing alone', () => {
    const marketing = { purpose: 'marketing' as const };
    const missing = (asking: Asking): string[] =>
      explained({ field: 'phones', principal: marketing, ...asking }).missing.map(({ en }) => en);
    const said = "See: needs the customer's consent for the purpose marketing.";
    expect(missing({ grants: [] })).toEqual([said]);
    const grants = [read({ scope: 'own', fields: ['phones'] }), update({ scope: 'own', fields: ['phones'] })];
    expect(missing({ grants, row: {} })).toEqual([
      said,
      'See: role Tester, own records.',
      'Change: role Tester, own records.',
    ]);
  });

  test('because what it repeats of the record above is not readable', () => {
    const explainedLine = (of: Rules): string[][] => {
      const rules = { order: of, orderItem: { roles: { tester: [read({}), update({})] } } };
      const { roles, policies, ...rest } = bookOf({ customer: { roles: { tester: [read({})] } }, ...rules });
      const mine = new Map([...roles].filter(([key]) => key === 'tester'));
      const ruleSet = compileRuleSet({ ...rest, policies, roles: mine }, ['tester'], 'sales');
      const { missing } = explain(ruleSet, tester, 'orderItem', 'currency', null);
      return missing.map(({ en, zh }) => [en, zh]);
    };
    const { label: order, fields } = nouns.get('order');
    const currency = fields.get('currency')!.label;
    const kept = nouns.field('orderItem', 'currency').label;
    const system = [`Change: ${kept.en} is kept by the system.`, `修改：“${kept.zh}”由系统维护。`];
    expect(explainedLine({ roles: { tester: [read({ fields: ['status'] })] } })).toEqual([
      ['See: role Tester, every record.', '查看：角色“测试”，所有记录。'],
      [
        `See: it repeats ${currency.en} (${order.en}), which has to be readable too.`,
        `查看：该值与“${order.zh}${currency.zh}”相同，后者也须可见。`,
      ],
      system,
    ]);
    expect(explainedLine({ roles: { tester: [read({})] } })).toEqual([system]);
  });

  test('because a deny takes it, though a grant would show it on this row', () => {
    const denies = { tester: [{ action: 'read' as const, scope: 'all', fields: ['creditLimit'] }] };
    const asking: Asking = { grants: [read({ scope: 'own' }), read({ scope: 'team' })], rules: { denies } };
    const holds = (of: Predicate): boolean => predicateKey(of) !== predicateKey(team);
    expect(english(explained({ ...asking, row: { holds } }))).toEqual({
      sentence: `${limit.en} is not shown on this record: your roles show it only on others.`,
      because: [],
      missing: ['See: role Tester takes it away on every record.', "See: role Tester, the team's records."],
    });
    // Of no row in particular, it is none of theirs.
    expect(english(explained(asking)).sentence).toBe(`None of your roles may see ${limit.en}.`);
    expect(english(explained({ grants: [], row: {} })).sentence).toBe(`None of your roles may see ${limit.en}.`);
  });

  test('of a field that is not there for one', () => {
    const of = explained({ grants: [read({}), update({})], field: 'custom.colour' });
    expect([of.readable, of.writable, of.because, of.missing]).toEqual([false, false, [], []]);
  });

  test('by rules that deny nobody anything', () => {
    const { policies } = book({ roles: { tester: [] } });
    const { denies, ...customer } = policies.get('customer')!;
    expect(denies).toEqual({});
    const more = { policies: new Map(policies).set('customer', customer) };
    expect(explained({ grants: [], more }).missing).toEqual([]);
  });

  test('for this purpose: the roles that would do for another', () => {
    const rules: Rules = { roles: { serving: [read({})] } };
    const principal = { roles: ['tester', 'serving', 'gone'] };
    const of = explained({ grants: [], rules, principal });
    expect(of.readable).toBe(false);
    expect(of.missing).toEqual([
      {
        en: 'See: role Serving counts only for the purposes service.',
        zh: '查看：角色“服务”仅适用于以下目的：service。',
      },
    ]);
    expect(explained({ grants: [], rules, principal: { ...principal, purpose: 'service' } }).missing).toEqual([]);
    const both = explained({ rules: { roles: { tester: [read({})] } }, principal: { purpose: 'service' } });
    expect(both.missing[0]!.en).toBe('See: role Tester counts only for the purposes sales, marketing.');
  });

  test('because somebody else bounds what one sees', () => {
    const within = { principal: { ...tester, name: 'Bob' }, readOnly: true };
    const of = explained({ grants: [read({ scope: 'own' })], row: {}, principal: { within } });
    expect(of.missing).toContainEqual({ en: 'Only what Bob may use as well.', zh: '仅限 Bob 同样可用的内容。' });
  });

  test('a key is held to who made it, whose name is no business of a program', () => {
    const within = { principal: { ...tester, name: 'Bob' }, readOnly: false };
    const of = explained({ grants: [read({ scope: 'own' })], row: {}, principal: { within } });
    expect(of.missing).toContainEqual({
      en: 'Only what whoever made this key may use as well.',
      zh: '仅限创建此密钥的人员同样可用的内容。',
    });
    expect(JSON.stringify(of)).not.toContain('Bob');
  });

  test('because a key is held to less', () => {
    const limits = {
      purposes: null,
      nouns: [{ noun: 'customer', actions: ['read'] as const, fields: ['kind'], scope: null }],
    };
    const principal = { limits };
    expect(conditions({ grants: [read({ scope: 'own' })], principal })).toEqual([]);
    expect(conditions({ grants: [read({ scope: 'own' })], field: 'kind', principal })).toEqual([own]);
  });
});

describe('conditions whose truth is wanted', () => {
  test('are the scopes of own grants and denies, and the consent', () => {
    const rules: Rules = {
      roles: { second: [read({ scope: 'subtree' })], serving: [read({ scope: 'shared' })] },
      denies: {
        second: [
          { action: 'read', scope: 'company' },
          { action: 'update', scope: 'company' },
        ],
      },
    };
    const grants = [
      read({ scope: 'own' }),
      update({ scope: 'own', cells: { '@public': 'team' } }),
      { ...read({ scope: 'subtree' }), action: 'delete' as const },
      read({ scope: 'subtree', fields: ['kind'] }),
    ];
    expect(conditions({ grants, rules, principal: { roles: ['tester', 'second', 'serving'] } })).toEqual([
      own,
      { kind: 'inMyTeams', field: 'team', with: 'subtree' },
      and(own, team),
      company,
      company,
    ]);
    // Of the record: grants of any fields, and no narrowing by field.
    expect(conditions({ grants, field: null })).toEqual([
      own,
      { kind: 'inMyTeams', field: 'team', with: 'subtree' },
      own,
    ]);
    expect(conditions({ grants, field: 'updatedAt' })).toEqual(conditions({ grants, field: null }));
  });

  test('ask of a share what its giver may do, of what is asked', () => {
    const asking: Asking = {
      grants: [read({ scope: 'shared' })],
      rules: {
        roles: { second: [read({ scope: 'own', fields: ['kind'] }), { action: 'share', scope: 'all' }] },
        denies: { tester: [{ action: 'read', scope: 'shared', fields: ['kind', 'creditLimit'] }] },
      },
    };
    const { ruleSet } = setOf(asking);
    const record = conditions({ ...asking, field: null });
    expect(record).toEqual([ruleSet.view('customer').row]);
    const [granted, denied] = conditions({ ...asking, field: 'kind' });
    expect(JSON.stringify(granted)).toContain('"ways":[{"roles":["second"]');
    expect(denied).toEqual(granted);
    expect(JSON.stringify(conditions(asking))).toContain('"ways":[]');
  });

  test('consent for a purpose that knows none is never given', () => {
    const asked = { grants: [], field: 'primaryPhone', principal: { purpose: 'marketing' as const } };
    const [consent, ...more] = conditions(asked);
    expect(more).toEqual([]);
    expect(consent).toMatchObject({ kind: 'some', many: 'consents' });
    expect(conditions({ ...asked, principal: {} })).toEqual([]);
    const base = book({});
    const policies = new Map(base.policies);
    const { consent: _, ...customer } = policies.get('customer')!;
    policies.set('customer', customer);
    expect(conditions({ ...asked, more: { policies } })).toEqual([none]);
  });

  test('have the truth that was found, the constant one without asking', () => {
    const truth = truthsOf([own, team], [true, false]);
    expect([truth({ ...own }), truth(team), truth(company), truth(all), truth(none)]).toEqual([
      true,
      false,
      false,
      true,
      false,
    ]);
  });
});

test('scopes of administrators are called by their label', () => {
  const document = {
    ...noRules,
    scopes: [{ noun: 'customer', name: 'own', label: { en: 'mine', zh: '我的' }, where: {} }],
  };
  expect(explained({ grants: [read({ scope: 'own' })], more: { document } }).because).toEqual([
    { en: 'See: role Tester, mine.', zh: '查看：角色“测试”，我的。' },
  ]);
});
