import { badInput, notFound } from '../errors/errors';
import type { BuiltInRules, RuleDocument, StoredRole, StoredScope } from '../access/overlay';
import { overlaid } from '../access/overlay';
import type { Deny, Grant } from '../access/policy';
import { scopePredicate } from '../access/scope-language';
import type { NounRegistry } from '../model/registry';
import { checkGrants, checkLabel, checkPurposes, checkRights, isName } from './rule-checks';

/** A name in both languages. */
export interface LabelInput {
  en: string;
  zh: string;
}

/** One change of the rules; exactly one of its parts is given. */
export interface RuleChange {
  createRole?: {
    key: string;
    label: LabelInput;
    purposes: readonly string[];
    rights?: readonly string[] | null;
    copyFrom?: string | null;
  } | null;
  updateRole?: {
    key: string;
    label?: LabelInput | null;
    purposes?: readonly string[] | null;
    rights?: readonly string[] | null;
  } | null;
  retireRole?: { key: string } | null;
  setGrants?: { role: string; type: string; grants: readonly Grant[]; denies?: readonly Deny[] | null } | null;
  resetGrants?: { role: string; type: string } | null;
  putScope?: { type: string; name: string; label: LabelInput; where: unknown } | null;
  removeScope?: { type: string; name: string } | null;
}

/** Nouns that every role of the company's people sees the public side of, so that names of colleagues are no riddle. */
const staffNouns = ['team', 'user'];
/** The built-in role whose rules on these nouns a new role starts with. */
const plainStaff = 'sales-rep';

/**
 * The document as these changes make it, one after the other.
 * @throws KehuError BAD_USER_INPUT, NOT_FOUND naming the place among the changes
 */
export function changedRules(
  builtIn: BuiltInRules,
  nouns: NounRegistry,
  document: RuleDocument,
  changes: readonly RuleChange[],
): RuleDocument {
  if (changes.length > 100) throw badInput('changes', 'At most 100 changes at once.', '一次最多 100 项修改。');
  const made = changes.reduce(
    (rules, change, i) => new Changer(builtIn, nouns, rules, `changes.${i}`).apply(change),
    document,
  );
  const { policies } = overlaid(builtIn, nouns, made);
  for (const { role, noun, grants, denies } of made.grants) {
    checkGrants(
      nouns,
      policies.find((one) => one.noun === noun)!,
      grants,
      denies,
      `${role}.${noun}`,
    );
  }
  return made;
}

class Changer {
  constructor(
    private readonly builtIn: BuiltInRules,
    private readonly nouns: NounRegistry,
    private readonly rules: RuleDocument,
    private readonly path: string,
  ) {}

  apply(change: RuleChange): RuleDocument {
    const given = Object.entries(change).filter(([, part]) => part != null);
    if (given.length !== 1) {
      throw badInput(this.path, 'Give exactly one kind of change.', '每项修改只能包含一种操作。');
    }
    if (change.createRole) return this.createRole(change.createRole);
    if (change.updateRole) return this.updateRole(change.updateRole);
    if (change.retireRole) return this.withRole({ ...this.role(change.retireRole.key, 'retireRole'), retired: true });
    if (change.setGrants) return this.setGrants(change.setGrants);
    if (change.resetGrants) return this.resetGrants(change.resetGrants);
    if (change.putScope) return this.putScope(change.putScope);
    return this.removeScope(change.removeScope!);
  }

  private at(part: string): string {
    return `${this.path}.${part}`;
  }

  /** A role that is there and not retired. */
  private role(key: string, part: string): StoredRole {
    const stored = this.rules.roles.find((role) => role.key === key);
    const builtIn = this.builtIn.roles.find((role) => role.key === key);
    const role = stored ?? (builtIn && { ...builtIn, retired: false });
    if (!role || role.retired) throw notFound(this.at(`${part}.key`));
    return role;
  }

  private noun(type: string, part: string): string {
    const noun = this.nouns.all().find(({ typeName }) => typeName === type);
    if (!noun) throw badInput(this.at(`${part}.type`), `There is no type "${type}".`, `没有类型“${type}”。`);
    return noun.name;
  }

  private withRole(role: StoredRole): RuleDocument {
    const others = this.rules.roles.filter(({ key }) => key !== role.key);
    return { ...this.rules, roles: [...others, role] };
  }

  private createRole(input: NonNullable<RuleChange['createRole']>): RuleDocument {
    const { key, copyFrom } = input;
    if (!isName(key)) {
      throw badInput(
        this.at('createRole.key'),
        'A key has 2 to 40 small letters, digits and hyphens, a letter first.',
        '标识由 2 至 40 个小写字母、数字或连字符组成，以字母开头。',
      );
    }
    const taken = (role: { key: string }): boolean => role.key === key;
    if (this.rules.roles.some(taken) || this.builtIn.roles.some(taken)) {
      throw badInput(this.at('createRole.key'), `There is a role "${key}" already.`, `角色“${key}”已存在。`);
    }
    const from = copyFrom == null ? null : this.role(copyFrom, 'createRole');
    const role: StoredRole = {
      key,
      label: checkLabel(input.label, this.at('createRole.label')),
      purposes: checkPurposes(input.purposes, this.at('createRole.purposes')),
      rights: checkRights(input.rights ?? from?.rights ?? ['query:adhoc'], this.at('createRole.rights')),
      retired: false,
    };
    const source = copyFrom ?? plainStaff;
    const wanted = copyFrom == null ? staffNouns : this.nouns.all().map(({ name }) => name);
    const { policies } = overlaid(this.builtIn, this.nouns, this.rules);
    const copied = policies
      .filter(({ noun }) => wanted.includes(noun))
      .map((policy) => ({
        role: key,
        noun: policy.noun,
        grants: policy.roles[source] ?? [],
        denies: policy.denies?.[source] ?? [],
      }))
      .filter(({ grants, denies }) => grants.length + denies.length > 0);
    return { ...this.withRole(role), grants: [...this.rules.grants, ...copied] };
  }

  private updateRole(input: NonNullable<RuleChange['updateRole']>): RuleDocument {
    const role = this.role(input.key, 'updateRole');
    return this.withRole({
      ...role,
      ...(input.label != null && { label: checkLabel(input.label, this.at('updateRole.label')) }),
      ...(input.purposes != null && { purposes: checkPurposes(input.purposes, this.at('updateRole.purposes')) }),
      ...(input.rights != null && { rights: checkRights(input.rights, this.at('updateRole.rights')) }),
    });
  }

  private setGrants({ role, type, grants, denies }: NonNullable<RuleChange['setGrants']>): RuleDocument {
    this.role(role, 'setGrants');
    const noun = this.noun(type, 'setGrants');
    const policy = overlaid(this.builtIn, this.nouns, this.rules).policies.find((one) => one.noun === noun)!;
    checkGrants(this.nouns, policy, grants, denies ?? [], this.at('setGrants'));
    const others = this.rules.grants.filter((one) => one.role !== role || one.noun !== noun);
    return { ...this.rules, grants: [...others, { role, noun, grants, denies: denies ?? [] }] };
  }

  private resetGrants({ role, type }: NonNullable<RuleChange['resetGrants']>): RuleDocument {
    this.role(role, 'resetGrants');
    const noun = this.noun(type, 'resetGrants');
    return { ...this.rules, grants: this.rules.grants.filter((one) => one.role !== role || one.noun !== noun) };
  }

  private putScope({ type, name, label, where }: NonNullable<RuleChange['putScope']>): RuleDocument {
    const noun = this.noun(type, 'putScope');
    const isBuiltIn = this.builtIn.policies.some((policy) => Object.hasOwn(policy.scopes, name));
    if (!isName(name) || isBuiltIn || ['all', 'none'].includes(name)) {
      throw badInput(
        this.at('putScope.name'),
        'A name of a scope has 2 to 40 small letters, digits and hyphens, and is not that of a built-in one.',
        '范围名称由 2 至 40 个小写字母、数字或连字符组成，且不能与内置范围重名。',
      );
    }
    if (this.rules.scopes.some((scope) => scope.name === name && scope.noun !== noun)) {
      throw badInput(this.at('putScope.name'), 'Another type has a scope of this name.', '其他类型已有同名范围。');
    }
    scopePredicate(this.nouns, noun, where, this.at('putScope.where'));
    const scope: StoredScope = {
      noun,
      name,
      label: checkLabel(label, this.at('putScope.label')),
      where: where as StoredScope['where'],
    };
    return { ...this.rules, scopes: [...this.rules.scopes.filter((one) => one.name !== name), scope] };
  }

  private removeScope({ type, name }: NonNullable<RuleChange['removeScope']>): RuleDocument {
    const noun = this.noun(type, 'removeScope');
    if (!this.rules.scopes.some((scope) => scope.noun === noun && scope.name === name)) {
      throw notFound(this.at('removeScope.name'));
    }
    const users = this.rules.grants.filter(({ grants, denies }) =>
      [...grants, ...denies].some(
        (one) => one.scope === name || ('cells' in one && Object.values(one.cells ?? {}).includes(name)),
      ),
    );
    if (users.length > 0) {
      const roles = [...new Set(users.map(({ role }) => role))];
      throw badInput(
        this.at('removeScope.name'),
        `These roles use the scope: ${roles.join(', ')}. Change them first.`,
        `以下角色正在使用该范围：${roles.join('、')}，请先修改。`,
      );
    }
    return { ...this.rules, scopes: this.rules.scopes.filter((scope) => scope.name !== name) };
  }
}
