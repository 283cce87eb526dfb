import type { Sentence } from '../errors/errors';
import type { Grant, Policy } from './policy';
import type { Predicate } from './predicate';
import type { Principal } from './principal';
import type { RuleSet } from './rule-set';

/** Why a field can or cannot be seen and changed: rule names and conditions, never row values. */
export interface Explanation {
  readable: boolean;
  writable: boolean;
  sentence: Sentence;
  because: Sentence[];
  missing: Sentence[];
}

/** Truth of the conditions on one row, or null where no row was asked about (the rule alone). */
export interface RowTruth {
  readable(field: string | null): boolean;
  writable(field: string | null): boolean;
}

/** Explains one field (or, without one, the record) from the rules of the principal's roles. */
export function explain(
  ruleSet: RuleSet,
  principal: Principal,
  noun: string,
  field: string | null,
  row: RowTruth | null,
): Explanation {
  const policy = ruleSet.book.policies.get(noun)!;
  const label = labelOf(ruleSet, noun, field);
  const readers = grantsFor(ruleSet, policy, principal, 'read', field);
  const view = ruleSet.view(noun);
  const write = ruleSet.write(noun);
  const read = field === null ? view.row : (view.cells.get(field)?.read ?? none);
  const update = field === null ? write.update : (write.fields.get(field)?.update ?? none);
  const readable = row ? row.readable(field) : read.kind !== 'none';
  // What no update takes, such as a derived value, nobody changes.
  const taken = field === null || (ruleSet.book.nouns.field(noun, field).input ?? 'both') === 'both';
  const writable = taken && (row ? row.writable(field) : update.kind !== 'none');
  const others = otherRoles(ruleSet, policy, principal, field);
  return {
    readable,
    writable,
    sentence: sentenceOf(label, readable, writable, readers, row !== null),
    because: readable ? readers.map((reader) => reader.text) : [],
    missing: readable ? [] : [...readers.map((reader) => reader.text), ...others],
  };
}

const none: Predicate = { kind: 'none' };

interface GrantText {
  role: Sentence;
  text: Sentence;
}

function grantsFor(
  ruleSet: RuleSet,
  policy: Policy,
  principal: Principal,
  action: 'read' | 'update',
  field: string | null,
): GrantText[] {
  return principal.roles.flatMap((key) => {
    const role = ruleSet.book.roles.get(key);
    if (!role || !role.purposes.includes(principal.purpose)) return [];
    return (policy.roles[key] ?? [])
      .filter((grant) => grant.action === action && (field === null || covers(policy, grant, field)))
      .map((grant) => ({ role: role.label, text: grantText(role.label, grant, policy, field) }));
  });
}

/** Roles that could read the field: whom to ask. */
function otherRoles(ruleSet: RuleSet, policy: Policy, principal: Principal, field: string | null): Sentence[] {
  const able = [...ruleSet.book.roles.values()].filter(
    (role) =>
      !principal.roles.includes(role.key) &&
      (policy.roles[role.key] ?? []).some(
        (grant) => grant.action === 'read' && (field === null || covers(policy, grant, field)),
      ),
  );
  if (able.length === 0) return [];
  return [
    {
      en: `These roles may: ${able.map((role) => role.label.en).join(', ')}.`,
      zh: `以下角色可以查看：${able.map((role) => role.label.zh).join('、')}。`,
    },
  ];
}

function covers(policy: Policy, grant: Grant, field: string): boolean {
  const rule = policy.fields[field];
  if (!rule) return true; // system fields go with any grant
  const set: readonly string[] = grant.fields ?? [];
  return set.includes(field) || (rule.class !== 'internal' && set.includes(`@${rule.class}`));
}

function grantText(role: Sentence, grant: Grant, policy: Policy, field: string | null): Sentence {
  const rule = field === null ? undefined : policy.fields[field];
  const cell = field === null ? undefined : (grant.cells?.[field] ?? (rule && grant.cells?.[`@${rule.class}`]));
  const scopes = [...new Set([grant.scope, cell ?? grant.scope])].filter((scope) => scope !== 'all');
  if (scopes.length === 0) {
    return { en: `Role ${role.en}: on every record.`, zh: `角色“${role.zh}”：所有记录。` };
  }
  return {
    en: `Role ${role.en}: ${scopes.map((scope) => scopeWords(scope).en).join(' and ')}.`,
    zh: `角色“${role.zh}”：${scopes.map((scope) => scopeWords(scope).zh).join('，且')}。`,
  };
}

const words: Record<string, Sentence> = {
  own: { en: 'records you own', zh: '您负责的记录' },
  ownInTeam: { en: 'records you own in your team', zh: '您在本团队负责的记录' },
  team: { en: "your team's records", zh: '本团队的记录' },
  subtree: { en: 'records of your team and the teams below it', zh: '本团队及下级团队的记录' },
  shared: { en: 'records shared with you', zh: '共享给您的记录' },
  sharedForWriting: { en: 'records shared with you for writing', zh: '共享给您并允许修改的记录' },
  openTicketMine: { en: 'customers with an open ticket assigned to you', zh: '有分配给您的未关闭工单的客户' },
  company: { en: 'companies', zh: '企业客户' },
  self: { en: 'yourself', zh: '您本人' },
  none: { en: 'totals only', zh: '仅限汇总' },
};

const scopeWords = (scope: string): Sentence =>
  words[scope] ?? { en: `records in scope "${scope}"`, zh: `范围“${scope}”内的记录` };

function labelOf(ruleSet: RuleSet, noun: string, field: string | null): Sentence {
  const definition = ruleSet.book.nouns.get(noun);
  return field === null ? definition.label : (definition.fields.get(field)?.label ?? definition.label);
}

function sentenceOf(
  label: Sentence,
  readable: boolean,
  writable: boolean,
  readers: readonly GrantText[],
  onRow: boolean,
): Sentence {
  if (readable && writable) {
    return { en: `You may see and change ${label.en}.`, zh: `您可以查看和修改“${label.zh}”。` };
  }
  if (readable)
    return { en: `You may see ${label.en}, but not change it.`, zh: `您可以查看“${label.zh}”，但不能修改。` };
  if (readers.length > 0 && onRow) {
    return {
      en: `${label.en} is not shown on this record: your roles show it only on others.`,
      zh: `此记录的“${label.zh}”不对您显示：您的角色只能在其他记录上查看。`,
    };
  }
  return { en: `None of your roles may see ${label.en}.`, zh: `您的角色都无权查看“${label.zh}”。` };
}
