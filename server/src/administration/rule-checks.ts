import { isPurpose } from '@kehu/shared';
import type { Deny, Grant, Policy, Right } from '../access/policy';
import type { Purpose } from '../access/principal';
import { badInput, type Sentence } from '../errors/errors';
import { customName } from '../model/custom-field';
import type { NounRegistry } from '../model/registry';
import { actions, fieldClasses } from './matrix';

/** Rights that are not about one noun, with what they are called. */
export const rightLabels: Readonly<Record<Right, Sentence>> = {
  'query:adhoc': { en: 'Send queries of one’s own', zh: '发送自定义查询' },
  'users:manage': { en: 'Keep users, teams and API keys', zh: '管理用户、团队和 API 密钥' },
  'roles:manage': { en: 'Keep roles and rules, and give any role', zh: '管理角色和规则，并可授予任何角色' },
  'dictionaries:manage': { en: 'Keep dictionaries', zh: '管理数据字典' },
  'fields:manage': { en: 'Add fields to records', zh: '管理自定义字段' },
  'rules:read': { en: 'Read rules and reviews of access', zh: '查看规则和访问复核' },
  'audit:read': { en: 'Read the audit trail', zh: '查看审计日志' },
  'imports:run': { en: 'Run imports', zh: '执行导入' },
  'query:background': { en: 'Run large queries in the background', zh: '在后台运行大型查询' },
  'explain:others': { en: 'Explain and preview what others see', zh: '解释和预览他人的访问权限' },
  'reads:logged': { en: 'Every read of personal fields is logged', zh: '查看个人信息均被记录' },
};

/** Whether a text can be the key of a role or the name of a scope. */
export const isName = (name: string): boolean => /^[a-z][a-z0-9-]{1,39}$/.test(name);

export function checkLabel(label: { en: string; zh: string }, path: string): Sentence {
  const en = label.en.trim();
  const zh = label.zh.trim();
  for (const [language, text] of Object.entries({ en, zh })) {
    if (text === '' || [...text].length > 80) {
      throw badInput(`${path}.${language}`, 'A name has 1 to 80 characters.', '名称长度须为 1 至 80 个字符。');
    }
  }
  return { en, zh };
}

export function checkPurposes(purposes: readonly string[], path: string): Purpose[] {
  if (purposes.length === 0 || !purposes.every(isPurpose)) {
    throw badInput(
      path,
      'Name at least one of service, sales, marketing, analytics; the first is the default.',
      '请至少指定一个使用目的：service、sales、marketing、analytics，第一个为默认值。',
    );
  }
  return [...new Set(purposes as Purpose[])];
}

export function checkRights(rights: readonly string[], path: string): Right[] {
  const unknown = rights.filter((right) => !Object.hasOwn(rightLabels, right));
  if (unknown.length > 0) {
    throw badInput(path, `There is no right ${unknown.join(', ')}.`, `没有权限 ${unknown.join('、')}。`);
  }
  return [...new Set(rights as Right[])];
}

/**
 * Checks that grants and denies name actions, scopes and fields that there are.
 * @throws KehuError BAD_USER_INPUT
 */
export function checkGrants(
  nouns: NounRegistry,
  policy: Policy,
  grants: readonly Grant[],
  denies: readonly Deny[],
  path: string,
): void {
  const { typeName } = nouns.get(policy.noun);
  // What rules say of a field waits for it while it is retired.
  const retired = new Set(nouns.retired.filter(({ noun }) => noun === policy.noun).map(({ key }) => customName(key)));
  if (grants.length + denies.length > 50) {
    throw badInput(path, 'At most 50 grants and denies.', '授权和拒绝合计最多 50 条。');
  }
  const checkScope = (scope: string, at: string): void => {
    if (scope === 'all' || scope === 'none' || Object.hasOwn(policy.scopes, scope)) return;
    throw badInput(at, `${typeName} knows no scope "${scope}".`, `${typeName} 没有范围“${scope}”。`);
  };
  const checkFields = (fields: readonly string[] | undefined, at: string): void => {
    const unknown = (fields ?? []).filter(
      (name) =>
        !Object.hasOwn(policy.fields, name) && !retired.has(name) && !fieldClasses.some((one) => name === `@${one}`),
    );
    if (unknown.length === 0) return;
    throw badInput(
      at,
      `${typeName} has no field ${unknown.join(', ')}.`,
      `${typeName} 没有字段 ${unknown.join('、')}。`,
    );
  };
  const checkAction = (action: string, at: string): void => {
    if ((actions as readonly string[]).includes(action)) return;
    throw badInput(at, `An action is one of ${actions.join(', ')}.`, `操作只能是 ${actions.join('、')}。`);
  };
  for (const [i, grant] of grants.entries()) {
    const at = `${path}.grants.${i}`;
    checkAction(grant.action, `${at}.action`);
    checkScope(grant.scope, `${at}.scope`);
    checkFields(grant.fields, `${at}.fields`);
    checkFields(grant.masked, `${at}.masked`);
    checkFields(grant.grants, `${at}.grants`);
    checkFields(grant.aggregateOnly?.fields, `${at}.aggregateOnly`);
    checkFields(Object.keys(grant.cells ?? {}), `${at}.cells`);
    for (const scope of Object.values(grant.cells ?? {})) checkScope(scope!, `${at}.cells`);
    const k = grant.aggregateOnly?.k ?? 5;
    if (!Number.isInteger(k) || k < 2 || k > 1000) {
      throw badInput(`${at}.k`, 'A group has 2 to 1000 customers at least.', '最小分组人数须为 2 至 1000。');
    }
  }
  for (const [i, deny] of denies.entries()) {
    checkAction(deny.action, `${path}.denies.${i}.action`);
    checkScope(deny.scope, `${path}.denies.${i}.scope`);
    checkFields(deny.fields, `${path}.denies.${i}.fields`);
  }
}
