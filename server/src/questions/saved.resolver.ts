import 'reflect-metadata';
import { GraphQLBoolean, GraphQLID, GraphQLInt, GraphQLString, type GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, Info, Mutation, Query, Resolver } from 'type-graphql';
import { badInput } from '../errors/errors';
import { requirePrincipal } from '../graphql/context';
import { declareEnum, declareInput, declareObject, type FieldSpec, type TypeRef } from '../graphql/declare';
import type { KehuContext } from '../graphql/kehu-context';
import { JsonScalar } from '../graphql/scalars';
import { Bool, DateTime, Id, Int, Json, Str } from '../graphql/shared-types';
import { answerQuestion } from './answer-question';
import {
  arrangePins,
  deleteItem,
  ownTeam,
  pinItem,
  savedItem,
  savedItems,
  saveItem,
  type SavedInput as Input,
  type SavedItem as Item,
  type SavedKind as Kind,
} from './saved-items';
import { mayAskSaved, savedQuestion } from './saved-question';

const SavedKind = declareEnum('SavedKind', ['QUERY', 'LIST'], 'A query with its chart, or the state of a list.');
const Audience = declareEnum('SavedAudience', ['PRIVATE', 'ROLE', 'TEAM', 'EVERYONE'], 'Who may open it.');

const field = (name: string, type: TypeRef, nullable: boolean, description?: string): FieldSpec => ({
  name,
  type,
  nullable,
  description,
});

const SavedItem = declareObject(
  'SavedItem',
  'A question that somebody keeps. It holds no answer: who opens it asks as themselves.',
  [
    field('id', Id, false),
    field('version', Int, false),
    field('kind', () => SavedKind, false),
    field('name', Str, false),
    field('noun', Str, true, 'Kind of record of a list.'),
    field('definition', Json, false, 'Of a query: document, variables, chart; of a list: filters, order, columns.'),
    field('audience', () => Audience, false),
    field('audienceRole', Str, true),
    field('mine', Bool, false, 'Whether the caller saved it and may change it.'),
    field('pinned', Bool, false, 'Whether the caller has it on the dashboard.'),
    field('createdAt', DateTime, false),
    field('updatedAt', DateTime, false),
  ],
);

const SavedInput = declareInput(
  'SavedItemInput',
  'A new item, or, with id and version, a new state of one of one’s own.',
  [
    field('id', Id, true),
    field('version', Int, true),
    field('kind', () => SavedKind, false),
    field('name', Str, false),
    field('noun', Str, true),
    field('definition', Json, false),
    field('audience', () => Audience, true),
    field('audienceRole', Str, true, 'One of one’s own roles.'),
    field('audienceTeamId', Id, true, 'One of one’s own teams.'),
  ],
);

const shown = (context: KehuContext, { ownerPk, createdAt, updatedAt, ...item }: Item): object => ({
  ...item,
  mine: ownerPk === requirePrincipal(context).pk,
  createdAt: new Date(createdAt).toISOString(),
  updatedAt: new Date(updatedAt).toISOString(),
});

/** Contexts of documents that are run for a saved item: one may hold no other, or it could hold itself. */
const answering = new WeakSet<object>();

const nested = (): Error =>
  badInput('id', 'A saved query can’t ask for saved answers.', '已保存的查询中不能再读取已保存的结果。');

/** Declares the operations on saved queries and lists. Call it once a process. */
export function declareSavedItems(): Function[] {
  @Resolver()
  class SavedResolver {
    @Query(() => [SavedItem], { description: 'Saved queries and lists that the caller may open, by name.' })
    async savedItems(
      @Arg('kind', () => SavedKind, { nullable: true }) kind: Kind | null,
      @Arg('noun', () => GraphQLString, { nullable: true }) noun: string | null,
      @Arg('pinned', () => GraphQLBoolean, { nullable: true, defaultValue: false }) pinned: boolean | null,
      @Ctx() context: KehuContext,
    ): Promise<object[]> {
      const filter = { kind: kind ?? null, noun: noun ?? null, pinned: pinned === true };
      const items = await savedItems(context.reading().runner, requirePrincipal(context), filter);
      return items.map((item) => shown(context, item));
    }

    @Query(() => JsonScalar, {
      nullable: true,
      description:
        'What a saved item answers to the caller now, as a document’s data; of a list its first rows. One a request.',
    })
    async savedAnswer(
      @Arg('id', () => GraphQLID) id: string,
      @Ctx() context: KehuContext,
      @Info() info: GraphQLResolveInfo,
    ): Promise<unknown> {
      if (answering.has(context)) throw nested();
      const principal = requirePrincipal(context);
      const reading = context.reading();
      const item = await savedItem(reading.runner, principal, id);
      const asked = { ...context };
      answering.add(asked);
      const question = savedQuestion(item, reading.nouns, { now: reading.now, me: principal.id });
      const may = (): boolean => mayAskSaved(item, context.ruleSet().rights);
      return (await answerQuestion(info.schema, question, asked, may)).data;
    }

    @Mutation(() => SavedItem, { description: 'Saves a query or the state of a list, for oneself or others to open.' })
    async saveItem(@Arg('input', () => SavedInput) input: Input, @Ctx() context: KehuContext): Promise<object> {
      const principal = requirePrincipal(context);
      const { database, now, newId } = context.writing();
      const team = await ownTeam(database, principal, input.audienceTeamId ?? null);
      const mayAsk = context.ruleSet().rights.has('query:adhoc');
      const id = await saveItem({ runner: database, clock: () => now, newId }, principal, input, {
        teamPk: team,
        mayAsk,
      });
      return shown(context, await savedItem(database, principal, id));
    }

    @Mutation(() => GraphQLBoolean, { description: 'Deletes what one saved, for everybody it was shared with too.' })
    async deleteSavedItem(
      @Arg('id', () => GraphQLID) id: string,
      @Arg('version', () => GraphQLInt) version: number,
      @Ctx() context: KehuContext,
    ): Promise<boolean> {
      await context.writing().database.transaction((tx) => deleteItem(tx, requirePrincipal(context), id, version));
      return true;
    }

    @Mutation(() => SavedItem, { description: 'Puts what one may open on one’s dashboard, or takes it away.' })
    async pinSavedItem(
      @Arg('id', () => GraphQLID) id: string,
      @Arg('pinned', () => GraphQLBoolean) pinned: boolean,
      @Ctx() context: KehuContext,
    ): Promise<object> {
      const { database } = context.writing();
      await pinItem(database, requirePrincipal(context), id, pinned);
      return shown(context, await savedItem(database, requirePrincipal(context), id));
    }

    @Mutation(() => [SavedItem], {
      description:
        'Puts what one pinned in this order; what is not named comes behind, as it was. Answers the dashboard.',
    })
    async arrangePins(@Arg('ids', () => [GraphQLID]) ids: string[], @Ctx() context: KehuContext): Promise<object[]> {
      const { database } = context.writing();
      const principal = requirePrincipal(context);
      await database.transaction((tx) => arrangePins(tx, principal, ids));
      const pinned = await savedItems(database, principal, { kind: null, noun: null, pinned: true });
      return pinned.map((item) => shown(context, item));
    }
  }
  return [SavedResolver];
}
