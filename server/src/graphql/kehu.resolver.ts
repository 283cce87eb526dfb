import 'reflect-metadata';
import { GraphQLID, GraphQLString, parse, specifiedRules, validate, type GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, Info, Query, Resolver } from 'type-graphql';
import { explain, explainedConditions, truthsOf, type Explanation, type RowTruth } from '../access/explain';
import { type GuardedRow } from '../access/guard';
import { bitOf, type RuleSet } from '../access/rule-set';
import type { Principal } from '../access/principal';
import { usesDictionary } from '../access/uses-dictionary';
import { visibleCustom } from '../access/visible-custom';
import { badInput, forbidden, notFound, type Sentence } from '../errors/errors';
import type { Noun, NounRegistry } from '../model/registry';
import { conditionsOn } from '../query/conditions-on';
import type { ReadContext } from '../query/context';
import { readRecord } from '../query/record';
import type { Selection } from '../query/selection';
import { requirePrincipal } from './context';
import { backgroundCostLimit, costLimit, costOf } from './cost';
import { LimitsRule } from './document-limits';
import type { KehuContext } from './kehu-context';
import { inputFields } from './mutation-types';
import { limitRefusal, requestLimits } from './limits';
import { JsonScalar } from './scalars';
import { selectEverything } from './select-everything';
import { AccessExplanation, DictionaryEntry, Node, QueryCost } from './shared-types';

/** Declares the operations that belong to no one noun. Call it once a process. */
export function declareKehuOperations(): Function[] {
  @Resolver()
  class KehuResolver {
    @Query(() => [DictionaryEntry], { description: 'Active entries of a code table, for forms and filters.' })
    dictionary(@Arg('name', () => GraphQLString) name: string, @Ctx() context: KehuContext): unknown {
      const ruleSet = context.ruleSet();
      return usesDictionary(ruleSet, ruleSet.book.nouns, name)
        ? context.services.dictionary(name, context.language)
        : [];
    }

    @Query(() => Node, {
      nullable: true,
      description: 'Any record of the view by its id. Resolved by the finished schema.',
    })
    node(@Arg('id', () => GraphQLID) id: string): unknown {
      throw new Error(`node(${id.length}) has no resolver`);
    }

    @Query(() => QueryCost, { description: 'What a document would cost, by its shape and page sizes alone.' })
    queryCost(
      @Arg('document', () => GraphQLString) document: string,
      @Arg('variables', () => JsonScalar, { nullable: true }) variables: Record<string, unknown> | null,
      @Ctx() context: KehuContext,
      @Info() info: GraphQLResolveInfo,
    ): object {
      requirePrincipal(context);
      const parsed = parseDocument(document);
      // What no request may be is refused as a request would be.
      const [wrong] = validate(info.schema, parsed, [...specifiedRules, LimitsRule], { maxErrors: 1 });
      if (wrong) throw wrong.originalError ?? limitRefusal(wrong, document) ?? notADocument();
      const cost = costOf(info.schema, parsed, variables ?? {});
      return {
        cost,
        limit: costLimit,
        allowed: cost <= costLimit,
        background: context.ruleSet().rights.has('query:background') && cost <= backgroundCostLimit,
        backgroundLimit: backgroundCostLimit,
      };
    }

    @Query(() => [GraphQLString], {
      description:
        'Fields that rules let the caller fill in on new records of a type, on some at least; none where no record may be made.',
    })
    creatableFields(@Arg('type', () => GraphQLString) type: string, @Ctx() context: KehuContext): string[] {
      requirePrincipal(context);
      const ruleSet = context.ruleSet();
      const noun = ruleSet.book.nouns.all().find(({ typeName }) => typeName === type);
      if (!noun) return [];
      const write = ruleSet.write(noun.name);
      if (write.create.kind === 'none') return [];
      return inputFields(noun, 'create')
        .map(({ name }) => name)
        .filter((name) => (write.fields.get(name)?.create.kind ?? 'none') !== 'none');
    }

    @Query(() => AccessExplanation, {
      description:
        'Why a field (or record, or rule) can or cannot be seen and changed. Rules and scopes, never values.',
    })
    async explainAccess(
      @Arg('type', () => GraphQLString) type: string,
      @Arg('id', () => GraphQLID, { nullable: true }) id: string | null,
      @Arg('field', () => GraphQLString, { nullable: true }) fieldName: string | null,
      @Arg('principal', () => GraphQLID, { nullable: true }) other: string | null,
      @Ctx() context: KehuContext,
    ): Promise<object> {
      const { nouns } = context.ruleSet().book;
      const noun = nouns.all().find((one) => one.typeName === type);
      if (!noun) throw badInput('type', `There is no type "${type}".`, `没有类型“${type}”。`);
      if (fieldName != null && !isKnown(context.ruleSet(), noun, fieldName)) {
        throw badInput('field', `${type} has no field "${fieldName}".`, `${type} 没有字段“${fieldName}”。`);
      }
      const { principal, reading } = await explained(context, nouns, other ?? null);
      const field = fieldName ?? null;
      // Of somebody else's rows, an administrator is told about those in their own view.
      const known =
        id == null || principal.id === context.principal?.id || (await isVisible(context.reading(), noun, id));
      const row = id == null ? null : await truthOf(reading, noun, known ? id : '', field);
      const about = principal.id === context.principal?.id ? null : principal.name;
      return worded(explain(reading.ruleSet, principal, noun.name, field, row, about), context.language);
    }
  }
  return [KehuResolver];
}

/** Fields of administrators are known to those who are granted something of them, and to those who read or make rules. */
function isKnown(ruleSet: RuleSet, noun: Noun, name: string): boolean {
  const field = noun.fields.get(name);
  if (!field?.custom) return field !== undefined;
  const readsRules = ruleSet.rights.has('rules:read') || ruleSet.rights.has('roles:manage');
  return readsRules || visibleCustom(ruleSet).includes(field.custom);
}

function parseDocument(document: string): ReturnType<typeof parse> {
  try {
    return parse(document, { maxTokens: requestLimits.maxTokens });
  } catch (error) {
    throw limitRefusal(error, document, 'GRAPHQL_PARSE_FAILED') ?? notADocument();
  }
}

const notADocument = (): Error =>
  badInput('document', 'This is not a valid document of this schema.', '该文档不符合此 API 的结构。');

/** Oneself, or, for those who may explain to others, somebody else. */
async function explained(
  context: KehuContext,
  nouns: NounRegistry,
  other: string | null,
): Promise<{ principal: Principal; reading: ReadContext }> {
  const self = requirePrincipal(context);
  if (other === null || other === self.id) return { principal: self, reading: context.reading() };
  if (!context.ruleSet().rights.has('explain:others')) throw forbidden(['principal']);
  const user = nouns.get('user');
  const found = await readRecord(context.reading(), user, other, selectEverything(user));
  const principal = found && (await context.services.signIn.authenticator.principalOfUser(found.pk));
  if (!principal) throw notFound('principal');
  return { principal, reading: context.services.readingAs(principal, context) };
}

const nothing: Selection = { fields: [], links: [], manys: [], history: [], access: false };

const isVisible = async (reading: ReadContext, noun: Noun, id: string): Promise<boolean> =>
  (await readRecord(reading, noun, id, nothing)) !== null;

/** What holds on one row. Absent, invisible and malformed ids are one case: nothing holds. */
async function truthOf(reading: ReadContext, noun: Noun, id: string, field: string | null): Promise<RowTruth> {
  const row = await readRecord(reading, noun, id, { ...nothing, access: true });
  if (!row) return { readable: false, masked: false, writable: false, holds: () => false };
  const { ruleSet, principal } = reading;
  const conditions = explainedConditions(ruleSet, principal, noun.name, field);
  return {
    readable: field === null || row.readable(field),
    masked: field !== null && row.masked(field),
    writable: holds(row, ruleSet, noun.name, field, ruleSet.write(noun.name)),
    holds: truthsOf(conditions, await conditionsOn(reading, noun, row.pk, conditions)),
  };
}

function holds(
  row: GuardedRow,
  ruleSet: RuleSet,
  noun: string,
  field: string | null,
  write: ReturnType<RuleSet['write']>,
): boolean {
  const predicate = field === null ? write.update : ruleSet.write(noun).fields.get(field)?.update;
  if (!predicate) return false;
  const name = bitOf(predicate);
  return name === null ? predicate.kind === 'all' : row.holds(name);
}

function worded(explanation: Explanation, language: keyof Sentence): object {
  return {
    readable: explanation.readable,
    writable: explanation.writable,
    sentence: explanation.sentence[language],
    because: explanation.because.map((one) => one[language]),
    missing: explanation.missing.map((one) => one[language]),
  };
}
