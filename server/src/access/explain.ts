import type { Sentence } from '../errors/errors';
import { withGivers } from './giver';
import { personOf, sentenceOf } from './explanation-sentence';
import { covers, namedScope, scopeOfCell, cellScopeName } from './grant-parts';
import { limitedPolicy } from './key-limits';
import type { Action, Grant, Policy } from './policy';
import { and, none, predicateKey, type Predicate } from './predicate';
import type { Principal } from './principal';
import { systemFieldNames } from './rule-book';
import type { RuleSet } from './rule-set';
import { rightWords, scopeWords } from './scope-words';

/** Why a field can or cannot be seen and changed: rule names and conditions, never row values. */
export interface Explanation {
  readable: boolean;
  writable: boolean;
  sentence: Sentence;
  because: Sentence[];
  missing: Sentence[];
}

/** What holds on one row of the view; where no row was asked about, the rule alone is explained. */
export interface RowTruth {
  readable: boolean;
  masked: boolean;
  writable: boolean;
  /** Truth of a condition that {@link explainedConditions} named. */
  holds(condition: Predicate): boolean;
}

/** One grant that could let the principal do it, and the rows on which it does. */
interface Way {
  role: Sentence;
  words: Sentence;
  condition: Predicate;
}

interface Asked {
  ruleSet: RuleSet;
  principal: Principal;
  policy: Policy;
  noun: string;
  field: string | null;
}

const askedOf = (ruleSet: RuleSet, principal: Principal, noun: string, field: string | null): Asked => ({
  ruleSet,
  principal,
  policy: limitedPolicy(ruleSet.book.policies.get(noun)!, principal.limits ?? null),
  noun,
  field: field !== null && systemFieldNames.has(field) ? null : field,
});

/** The conditions whose truth on the row {@link explain} wants to know: scopes of the principal's own grants and denies. */
export function explainedConditions(
  ruleSet: RuleSet,
  principal: Principal,
  noun: string,
  field: string | null,
): Predicate[] {
  const asked = askedOf(ruleSet, principal, noun, field);
  return [
    ...waysTo(asked, 'read'),
    ...waysTo(asked, 'update'),
    ...deniesOf(asked, 'read'),
    ...deniesOf(asked, 'update'),
  ]
    .map(({ condition }) => condition)
    .concat(consentOf(asked) ?? []);
}

/** Explains one field (or, without one, the record) from the rules of the principal's roles. `about`: their name, where another reads it. */
export function explain(
  ruleSet: RuleSet,
  principal: Principal,
  noun: string,
  field: string | null,
  row: RowTruth | null,
  about: string | null = null,
): Explanation {
  const asked = askedOf(ruleSet, principal, noun, field);
  const view = ruleSet.view(noun);
  const write = ruleSet.write(noun);
  const read = field === null ? view.row : (view.cells.get(field)?.read ?? none);
  const update = field === null ? write.update : (write.fields.get(field)?.update ?? none);
  const readable = row ? row.readable : read.kind !== 'none';
  // What no update takes, such as a derived value, nobody changes.
  const taken = field === null || (ruleSet.book.nouns.field(noun, field).input ?? 'both') === 'both';
  const writable = taken && (row ? row.writable : update.kind !== 'none');
  const readers = waysTo(asked, 'read');
  const writers = taken ? waysTo(asked, 'update') : [];
  const holding = (ways: readonly Way[]): Way[] =>
    row ? ways.filter(({ condition }) => row.holds(condition)) : [...ways];
  const label = labelOf(ruleSet, noun, field);
  return {
    readable,
    writable,
    sentence: sentenceOf(
      field === null ? null : (view.cells.get(field)?.aggregateOnly ?? null),
      label,
      { readable, writable, masked: row?.masked ?? false },
      readers.length > 0 && row !== null,
      personOf(about),
    ),
    because: [
      ...(readable ? holding(readers).map((way) => said(see, way)) : []),
      ...(writable ? holding(writers).map((way) => said(change, way)) : []),
    ],
    missing: [
      ...(readable ? [] : whyNot(asked, 'read', readers, row)),
      ...(writable ? [] : taken ? whyNot(asked, 'update', writers, row) : [kept(label)]),
    ],
  };
}

const see: Sentence = { en: 'See', zh: '查看' };
const change: Sentence = { en: 'Change', zh: '修改' };

const said = (verb: Sentence, { role, words }: Way): Sentence => ({
  en: `${verb.en}: role ${role.en}, ${words.en}.`,
  zh: `${verb.zh}：角色“${role.zh}”，${words.zh}。`,
});

const kept = (label: Sentence): Sentence => ({
  en: `Change: ${label.en} is kept by the system.`,
  zh: `修改：“${label.zh}”由系统维护。`,
});

/** Grants of the roles that count for the purpose, each with the rows on which it lets the principal do it. */
function waysTo(asked: Asked, action: 'read' | 'update'): Way[] {
  const { ruleSet, principal, policy, field } = asked;
  return principal.roles.flatMap((key) => {
    const role = ruleSet.book.roles.get(key);
    if (!role || !role.purposes.includes(principal.purpose)) return [];
    return grantsTo(policy, key, action, field).map((grant): Way => {
      const cell = field === null ? null : cellScopeName(policy, grant, field);
      return {
        role: role.label,
        words: rightWords(ruleSet.book, grant.scope, cell),
        condition: conditionOf(asked, action, grant),
      };
    });
  });
}

const grantsTo = (policy: Policy, role: string, action: Action, field: string | null): Grant[] =>
  (policy.roles[role] ?? []).filter(
    (grant) => grant.action === action && (field === null || covers(policy, grant.fields, field)),
  );

function conditionOf({ ruleSet, policy, noun, field }: Asked, action: Action, grant: Grant): Predicate {
  const condition = and(
    namedScope(policy, grant.scope),
    field === null ? { kind: 'all' } : scopeOfCell(policy, grant, field),
  );
  return withGivers(ruleSet.book, { noun, action, field }, condition);
}

/** Denies of all the principal's roles that take it away, with the rows on which they do. */
function deniesOf({ ruleSet, principal, policy, noun, field }: Asked, action: 'read' | 'update'): Way[] {
  return principal.roles.flatMap((key) =>
    (policy.denies?.[key] ?? [])
      .filter((deny) => deny.action === action)
      .filter((deny) => !deny.fields || (field !== null && covers(policy, deny.fields, field)))
      .map((deny) => ({
        role: ruleSet.book.roles.get(key)?.label ?? { en: key, zh: key },
        words: scopeWords(ruleSet.book, deny.scope),
        condition: withGivers(ruleSet.book, { noun, action, field }, namedScope(policy, deny.scope)),
      })),
  );
}

/** The consent without which the field is not shown for this purpose; null where none is needed. */
function consentOf({ principal, policy, field }: Asked): Predicate | null {
  if (field === null || !policy.fields[field]?.consent?.includes(principal.purpose)) return null;
  return policy.consent?.[principal.purpose] ?? none;
}

function whyNot(asked: Asked, action: 'read' | 'update', ways: readonly Way[], row: RowTruth | null): Sentence[] {
  const { ruleSet, principal, field } = asked;
  const verb = action === 'read' ? see : change;
  const reasons: Sentence[] = deniesOf(asked, action)
    .filter(({ condition }) => !row || row.holds(condition))
    .map(({ role, words }) => ({
      en: `${verb.en}: role ${role.en} takes it away on ${words.en}.`,
      zh: `${verb.zh}：角色“${role.zh}”在以下范围禁止：${words.zh}。`,
    }));
  const consent = action === 'read' ? consentOf(asked) : null;
  if (consent && !row?.holds(consent)) {
    reasons.push({
      en: `${verb.en}: needs the customer's consent for the purpose ${principal.purpose}.`,
      zh: `${verb.zh}：需要客户对该使用目的（${principal.purpose}）的同意。`,
    });
  }
  for (const way of ways) if (!row?.holds(way.condition)) reasons.push(said(verb, way));
  const original = originalOf(asked);
  if (action === 'read' && original !== null) {
    reasons.push({
      en: `See: it repeats ${original.en}, which has to be readable too.`,
      zh: `查看：该值与“${original.zh}”相同，后者也须可见。`,
    });
  }
  const inputs = inputsOf(asked);
  if (action === 'read' && inputs.length > 0) {
    const labels = inputs.map((input) => labelOf(ruleSet, asked.noun, input));
    reasons.push({
      en: `See: it is worked out from ${labels.map(({ en }) => en).join(', ')}, which has to be readable too.`,
      zh: `查看：该值由“${labels.map(({ zh }) => zh).join('”“')}”计算得出，后者也须可见。`,
    });
  }
  const { within } = principal;
  if (within?.readOnly) {
    reasons.push({
      en: `Only what ${within.principal.name} may use as well.`,
      zh: `仅限 ${within.principal.name} 同样可用的内容。`,
    });
  } else if (within) {
    // A program need not know the names of people.
    reasons.push({
      en: 'Only what whoever made this key may use as well.',
      zh: '仅限创建此密钥的人员同样可用的内容。',
    });
  }
  return [...reasons, ...otherPurposes(asked, action, verb), ...otherRoles(asked, action, verb, field)];
}

function inputsOf({ ruleSet, noun, field }: Asked): readonly string[] {
  const derivation = field === null ? undefined : ruleSet.book.nouns.field(noun, field).derivation;
  return derivation?.from === 'own' ? derivation.inputs : [];
}

/** What the field repeats of the record above, in words; null where it repeats nothing. */
function originalOf({ ruleSet, noun, field }: Asked): Sentence | null {
  const { nouns } = ruleSet.book;
  const repeats = field === null ? undefined : nouns.field(noun, field).repeats;
  if (repeats === undefined) return null;
  const above = nouns.get(nouns.field(noun, nouns.get(noun).parent!).to!);
  const label = above.fields.get(repeats)!.label;
  return { en: `${label.en} (${above.label.en})`, zh: `${above.label.zh}${label.zh}` };
}

/** Roles one holds that would do for another purpose. */
function otherPurposes({ ruleSet, principal, policy, field }: Asked, action: Action, verb: Sentence): Sentence[] {
  return principal.roles.flatMap((key) => {
    const role = ruleSet.book.roles.get(key);
    if (!role || role.purposes.includes(principal.purpose)) return [];
    if (grantsTo(policy, key, action, field).length === 0) return [];
    const purposes = role.purposes.join(', ');
    return [
      {
        en: `${verb.en}: role ${role.label.en} counts only for the purposes ${purposes}.`,
        zh: `${verb.zh}：角色“${role.label.zh}”仅适用于以下目的：${purposes}。`,
      },
    ];
  });
}

/** Roles of others that could: whom to ask. */
function otherRoles(asked: Asked, action: Action, verb: Sentence, field: string | null): Sentence[] {
  const { ruleSet, principal } = asked;
  const policy = ruleSet.book.policies.get(asked.noun)!;
  const able = [...ruleSet.book.roles.values()].filter(
    (role) => !principal.roles.includes(role.key) && grantsTo(policy, role.key, action, field).length > 0,
  );
  if (able.length === 0) return [];
  return [
    {
      en: `${verb.en}: these roles may: ${able.map((role) => role.label.en).join(', ')}.`,
      zh: `${verb.zh}：以下角色可以：${able.map((role) => role.label.zh).join('、')}。`,
    },
  ];
}

function labelOf(ruleSet: RuleSet, noun: string, field: string | null): Sentence {
  const definition = ruleSet.book.nouns.get(noun);
  return field === null ? definition.label : (definition.fields.get(field)?.label ?? definition.label);
}

/** Truths by condition, for conditions that were asked about; the constant ones need no asking. */
export function truthsOf(conditions: readonly Predicate[], answers: readonly boolean[]): (of: Predicate) => boolean {
  const known = new Map(conditions.map((condition, i) => [predicateKey(condition), answers[i]!]));
  return (of) => of.kind === 'all' || (known.get(predicateKey(of)) ?? false);
}
