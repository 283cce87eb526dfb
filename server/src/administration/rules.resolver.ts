import 'reflect-metadata';
import { purposes } from '@kehu/shared';
import { GraphQLInt, GraphQLString } from 'graphql';
import { Arg, Ctx, Mutation, Query, Resolver } from 'type-graphql';
import type { Action, FieldClass } from '../access/policy';
import type { Purpose } from '../access/principal';
import { scopeWords } from '../access/scope-words';
import { systemFieldNames } from '../access/rule-book';
import { notFound, type Sentence } from '../errors/errors';
import type { KehuContext } from '../graphql/kehu-context';
import type { NounRegistry } from '../model/registry';
import { administratorOf, requireRight } from './administration';
import { actions, fieldClasses } from './matrix';
import { heldBy } from './role-holders';
import { knownRoles, rolesUsing, typeRules, type KnownRole } from './role-rules';
import { rightLabels } from './rule-checks';
import { previewOf, changesOf, type PreviewArguments, type RuleChangeArgument } from './rule-preview';
import { readVersions } from './rule-history';
import {
  PreviewRulesInput,
  RestoreRulesInput,
  RoleRules,
  RuleCatalogue,
  RulePreview,
  RuleVersions,
  SaveRulesInput,
  SavedRules,
  ScopeDefinition,
} from './rule-types';
import { restoreRules, saveRules } from './save-rules';

/** Declares the operations on roles, scopes and rules. Call it once a process. */
export function declareRules(): Function[] {
  @Resolver()
  class RulesResolver {
    @Query(() => [RoleRules], { description: 'Every role with all it grants: for readers of rules.' })
    async roles(@Ctx() context: KehuContext): Promise<object[]> {
      const of = forReaders(context);
      const held = await heldBy(of.database);
      return knownRoles(of).map((role) => shownRole(context, role, held));
    }

    @Query(() => RoleRules, { nullable: true, description: 'One role with all it grants: for readers of rules.' })
    async role(@Arg('key', () => GraphQLString) key: string, @Ctx() context: KehuContext): Promise<object | null> {
      const of = forReaders(context);
      const role = knownRoles(of).find((one) => one.key === key);
      return role ? shownRole(context, role, await heldBy(of.database)) : null;
    }

    @Query(() => [ScopeDefinition], { description: 'Scopes of one type of record, or of all: for readers of rules.' })
    scopes(
      @Arg('type', () => GraphQLString, { nullable: true }) type: string | null,
      @Ctx() context: KehuContext,
    ): object[] {
      return forReaders(context)
        .nouns.all()
        .filter((noun) => type == null || noun.typeName === type)
        .flatMap((noun) => scopesOf(context, noun.name));
    }

    @Query(() => RuleCatalogue, { description: 'Every word that rules can be made of: for readers of rules.' })
    ruleCatalogue(@Ctx() context: KehuContext): object {
      return catalogue(context, forReaders(context).nouns);
    }

    @Query(() => RuleVersions, { description: 'Changes of the rules, newest first: for readers of rules.' })
    ruleHistory(
      @Arg('first', () => GraphQLInt, { nullable: true, defaultValue: 50 }) first: number,
      @Arg('before', () => GraphQLInt, { nullable: true, description: 'Only versions before this one.' })
      before: number | null,
      @Ctx() context: KehuContext,
    ): Promise<object> {
      forReaders(context);
      return readVersions(context.reading(), { first, before: before ?? null }, context.language);
    }

    @Query(() => RulePreview, { description: 'What a change of the rules would change for whom; saves nothing.' })
    previewRuleChange(
      @Arg('input', () => PreviewRulesInput) input: PreviewArguments,
      @Ctx() context: KehuContext,
    ): Promise<object> {
      const of = context.services.administration;
      requireRight(administratorOf(context), 'roles:manage');
      return previewOf(of, context.reading(), input, context.language);
    }

    @Mutation(() => SavedRules, { description: 'Saves changes of the rules together, as a new version.' })
    async saveRules(
      @Arg('input', () => SaveRulesInput)
      input: { changes: RuleChangeArgument[]; version: number; note?: string | null },
      @Ctx() context: KehuContext,
    ): Promise<object> {
      const of = context.services.administration;
      const changes = changesOf(input.changes);
      const version = await saveRules(of, administratorOf(context), { ...input, changes });
      await of.refresh();
      return { version };
    }

    @Mutation(() => SavedRules, { description: 'Goes back to the rules of an earlier version, by a new one.' })
    async restoreRules(
      @Arg('input', () => RestoreRulesInput) input: { to: number; version: number; note?: string | null },
      @Ctx() context: KehuContext,
    ): Promise<object> {
      const of = context.services.administration;
      const version = await restoreRules(of, administratorOf(context), input);
      await of.refresh();
      return { version };
    }
  }
  return [RulesResolver];
}

function forReaders(context: KehuContext): KehuContext['services']['administration'] {
  requireRight(administratorOf(context), 'rules:read', 'roles:manage');
  return context.services.administration;
}

type Held = Awaited<ReturnType<typeof heldBy>>;

function shownRole(context: KehuContext, role: KnownRole, held: Held): object {
  const { administration: of } = context.services;
  return {
    ...role,
    name: role.label[context.language],
    holders: held.users.get(role.key) ?? 0,
    clients: held.clients.get(role.key) ?? 0,
    // Asked for only where the matrix is.
    get types() {
      return role.retired ? [] : typeRules(of, role.key, context.language);
    },
  };
}

function scopesOf(context: KehuContext, noun: string): object[] {
  const { administration: of } = context.services;
  const book = of.books.current;
  const policy = book.policies.get(noun);
  if (!policy) throw notFound('type');
  return ['all', 'none', ...Object.keys(policy.scopes)].map((name) => {
    const own = book.document.scopes.find((scope) => scope.name === name);
    const mine = own?.noun === noun ? own : null;
    return {
      type: of.nouns.get(noun).typeName,
      name,
      words: scopeWords(book, name)[context.language],
      builtIn: !own,
      label: own?.label ?? null,
      where: mine?.where ?? null,
      get usedBy() {
        return rolesUsing(of, name);
      },
    };
  });
}

const noGround = new Set(['choices', 'longText', 'json', 'phones', 'emails', 'addresses', 'secret', 'derived', 'id']);

function catalogue(context: KehuContext, nouns: NounRegistry): object {
  const { language } = context;
  const book = context.services.administration.books.current;
  const word = ([key, label]: readonly [string, Sentence]): object => ({ key, name: label[language] });
  return {
    types: nouns.all().map((noun) => ({
      type: noun.typeName,
      label: noun.label[language],
      get scopes() {
        return scopesOf(context, noun.name);
      },
      fields: [...noun.fields.values()]
        .filter(({ name }) => !systemFieldNames.has(name) || name === 'createdAt')
        .map((field) => ({
          name: field.name,
          label: field.label[language],
          fieldClass: book.policies.get(noun.name)!.fields[field.name]?.class ?? 'public',
          kind: field.kind,
          to: field.to === undefined ? null : nouns.get(field.to).typeName,
          values: field.values ?? null,
          dictionary: field.dictionary ?? null,
          inScope: !noGround.has(field.kind) && (field.kind !== 'text' || field.foldColumn !== null),
        })),
    })),
    actions: actions.map((action) => word([action, actionLabels[action]])),
    purposes: purposes.map((purpose) => word([purpose, purposeLabels[purpose]])),
    rights: Object.entries(rightLabels).map(word),
    classes: fieldClasses.map((one) => word([one, classLabels[one]])),
  };
}

const actionLabels: Readonly<Record<Action, Sentence>> = {
  read: { en: 'See', zh: '查看' },
  create: { en: 'Create', zh: '新建' },
  update: { en: 'Change', zh: '修改' },
  delete: { en: 'Delete', zh: '删除' },
  restore: { en: 'Restore', zh: '恢复' },
  share: { en: 'Share', zh: '共享' },
  merge: { en: 'Merge', zh: '合并' },
  export: { en: 'Export', zh: '导出' },
  contact: { en: 'Contact', zh: '联系' },
};
const purposeLabels: Readonly<Record<Purpose, Sentence>> = {
  service: { en: 'Service', zh: '服务' },
  sales: { en: 'Sales', zh: '销售' },
  marketing: { en: 'Marketing', zh: '营销' },
  analytics: { en: 'Analysis', zh: '分析' },
};
const classLabels: Readonly<Record<FieldClass, Sentence>> = {
  public: { en: 'Business facts', zh: '业务信息' },
  identifying: { en: 'Names and codes', zh: '名称和编码' },
  narrative: { en: 'Free text', zh: '文字描述' },
  personal: { en: 'Personal data', zh: '个人信息' },
  sensitive: { en: 'Sensitive numbers', zh: '敏感证件号码' },
  ownership: { en: 'Ownership', zh: '归属' },
  internal: { en: 'Added and internal fields', zh: '自定义和内部字段' },
};
