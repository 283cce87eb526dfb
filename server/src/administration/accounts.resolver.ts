import 'reflect-metadata';
import { GraphQLBoolean, GraphQLID, GraphQLInt, GraphQLString } from 'graphql';
import { Arg, Ctx, Mutation, Query, Resolver } from 'type-graphql';
import { changeOwnPassword } from '../accounts/own-password';
import { notFound } from '../errors/errors';
import { requirePrincipal } from '../graphql/context';
import type { KehuContext } from '../graphql/kehu-context';
import { accessReview, decideAccess } from './access-review';
import {
  AccountChangeInput,
  AccountConnection,
  AccountPayload,
  ApiClient,
  ApiClientPayload,
  ChangePasswordInput,
  DictionaryItem,
  DictionaryItemInput,
  EndSessionsPayload,
  NewAccountInput,
  NewApiClientInput,
  NewApiClientPayload,
  NewTeamInput,
  OneTimePasswordPayload,
  ReviewInput,
  ReviewItem,
  ReviewPayload,
  TeamChangeInput,
  TeamNode,
  TeamPayload,
} from './account-types';
import {
  changeAccount,
  endAccountSessions,
  newAccount,
  resetPassword,
  type AccountChange,
  type NewAccount,
} from './accounts';
import { administratorOf } from './administration';
import { listApiClients, newApiClient, revokeClient, type NewApiClient } from './api-clients';
import { listItems, saveItem, type DictionaryItem as Item } from './dictionaries';
import { rangeCheck } from './pages';
import { accountsByPk, listAccounts, type ShownAccount } from './shown-accounts';
import { changeTeam, createTeam, listTeams, type ShownTeam } from './teams';

const text = () => GraphQLString;
const id = () => GraphQLID;

/** Declares the operations on accounts, keys, teams, reviews and code tables. Call it once a process. */
export function declareAdministration(): Function[] {
  @Resolver()
  class AccountsResolver {
    @Query(() => AccountConnection, { description: 'Users by name: for those who keep accounts or read rules.' })
    async accounts(
      @Arg('search', text, { nullable: true }) search: string | null,
      @Arg('role', text, { nullable: true, description: 'Holders of this role alone.' }) role: string | null,
      @Arg('first', () => GraphQLInt, { nullable: true }) first: number | null,
      @Arg('after', text, { nullable: true }) after: string | null,
      @Ctx() context: KehuContext,
    ): Promise<object> {
      const page = { search: search ?? null, role: role ?? null, first: rangeCheck(first), after: after ?? null };
      const { nodes, cursors, hasNextPage } = await listAccounts(context.reading(), administratorOf(context), page);
      return {
        nodes,
        edges: nodes.map((node, i) => ({ node, cursor: cursors[i] })),
        pageInfo: {
          hasNextPage,
          hasPreviousPage: page.after !== null,
          startCursor: cursors[0] ?? null,
          endCursor: cursors.at(-1) ?? null,
        },
      };
    }

    @Mutation(() => OneTimePasswordPayload, { description: 'A new user, with a password for one sign-in.' })
    async createAccount(
      @Arg('input', () => NewAccountInput) input: NewAccount,
      @Ctx() context: KehuContext,
    ): Promise<object> {
      const of = context.services.administration;
      const made = await newAccount(of, administratorOf(context), context.writing(), input);
      return { ...made, account: await shownAccount(context, made.pk) };
    }

    @Mutation(() => AccountPayload, { description: 'Changes name, teams, roles or state of a user.' })
    async changeAccount(
      @Arg('input', () => AccountChangeInput) input: AccountChange,
      @Ctx() context: KehuContext,
    ): Promise<object> {
      const of = context.services.administration;
      const pk = await changeAccount(of, administratorOf(context), context.writing(), input);
      return { account: await shownAccount(context, pk) };
    }

    @Mutation(() => OneTimePasswordPayload, { description: 'A new password for one sign-in; ends every session.' })
    async resetPassword(@Arg('id', id) userId: string, @Ctx() context: KehuContext): Promise<object> {
      const of = context.services.administration;
      const made = await resetPassword(of, administratorOf(context), context.writing(), userId);
      return { ...made, account: await shownAccount(context, made.pk) };
    }

    @Mutation(() => EndSessionsPayload, { description: 'Ends every session of a user at its next operation.' })
    async endSessions(@Arg('id', id) userId: string, @Ctx() context: KehuContext): Promise<object> {
      const of = context.services.administration;
      return { ended: await endAccountSessions(of, administratorOf(context), context.writing(), userId) };
    }

    @Mutation(() => GraphQLBoolean, { description: 'A new password of one’s own; ends one’s other sessions.' })
    async changePassword(
      @Arg('input', () => ChangePasswordInput) input: { current?: string | null; password: string },
      @Ctx() context: KehuContext,
    ): Promise<boolean> {
      requirePrincipal(context);
      await changeOwnPassword(context.services.signIn, context, input);
      return true;
    }

    @Query(() => [ApiClient], { description: 'Keys of programs: for those who keep accounts or read rules.' })
    apiClients(@Ctx() context: KehuContext): Promise<object[]> {
      return listApiClients(context.services.administration, context.reading(), administratorOf(context));
    }

    @Mutation(() => NewApiClientPayload, { description: 'A key for a program, shown this once.' })
    async createApiClient(
      @Arg('input', () => NewApiClientInput) input: NewApiClient,
      @Ctx() context: KehuContext,
    ): Promise<object> {
      const of = context.services.administration;
      const { pk, key } = await newApiClient(of, administratorOf(context), input);
      return { key, client: await shownClient(context, pk) };
    }

    @Mutation(() => ApiClientPayload, { description: 'Ends a key at its next operation.' })
    async revokeApiClient(@Arg('id', id) clientId: string, @Ctx() context: KehuContext): Promise<object> {
      const pk = await revokeClient(context.services.administration, administratorOf(context), clientId);
      return { client: await shownClient(context, pk) };
    }

    @Query(() => [TeamNode], { description: 'The tree of teams from the top down: for those who keep accounts.' })
    teamTree(@Ctx() context: KehuContext): Promise<ShownTeam[]> {
      return listTeams(context.reading(), administratorOf(context));
    }

    @Mutation(() => TeamPayload, { description: 'A new team.' })
    async addTeam(
      @Arg('input', () => NewTeamInput) input: { name: string; parentId?: string | null },
      @Ctx() context: KehuContext,
    ): Promise<object> {
      const of = context.services.administration;
      const pk = await createTeam(of, administratorOf(context), context.writing(), input);
      return { team: await shownTeam(context, pk) };
    }

    @Mutation(() => TeamPayload, { description: 'Renames, moves, retires or revives a team.' })
    async changeTeam(
      @Arg('input', () => TeamChangeInput)
      input: { id: string; name?: string | null; parentId?: string | null; retired?: boolean | null },
      @Ctx() context: KehuContext,
    ): Promise<object> {
      const of = context.services.administration;
      const pk = await changeTeam(of, administratorOf(context), context.writing(), input);
      return { team: await shownTeam(context, pk) };
    }

    @Query(() => [ReviewItem], { description: 'Who holds which role and what it shows: for readers of rules.' })
    accessReview(
      @Arg('due', () => GraphQLBoolean, { nullable: true, defaultValue: false, description: 'Only what is due.' })
      due: boolean | null,
      @Ctx() context: KehuContext,
    ): Promise<object[]> {
      const of = context.services.administration;
      const filter = { due: due === true };
      return accessReview(of, context.reading(), administratorOf(context), filter, context.language);
    }

    @Mutation(() => ReviewPayload, { description: 'Keeps or takes away one role of one holder.' })
    async decideAccess(
      @Arg('input', () => ReviewInput)
      input: { subjectId: string; role: string; keep: boolean; note?: string | null },
      @Ctx() context: KehuContext,
    ): Promise<object> {
      await decideAccess(context.services.administration, administratorOf(context), input);
      return { subjectId: input.subjectId, role: input.role, decision: input.keep ? 'keep' : 'revoke' };
    }

    @Query(() => [DictionaryItem], { description: 'Every entry of every code table: for those who keep them.' })
    dictionaryItems(@Ctx() context: KehuContext): Promise<Item[]> {
      return listItems(context.services.administration, administratorOf(context));
    }

    @Mutation(() => DictionaryItem, { description: 'Makes an entry of a code table, or changes it.' })
    async saveDictionaryItem(
      @Arg('input', () => DictionaryItemInput) input: Item,
      @Ctx() context: KehuContext,
    ): Promise<Item> {
      const of = context.services.administration;
      const saved = await saveItem(of, administratorOf(context), input);
      await of.refresh();
      return saved;
    }
  }
  return [AccountsResolver];
}

/** Rules and teams may have changed with the account, so what is shown of it is read under the new ones. */
async function shownAccount(context: KehuContext, pk: number): Promise<ShownAccount> {
  await context.services.administration.refresh();
  const [account] = await accountsByPk(context.reading(), administratorOf(context), [pk]);
  if (!account) throw notFound('id');
  return account;
}

async function shownTeam(context: KehuContext, pk: number): Promise<ShownTeam> {
  const team = (await listTeams(context.reading(), administratorOf(context))).find((one) => one.pk === pk);
  if (!team) throw notFound('id');
  return team;
}

async function shownClient(context: KehuContext, pk: number): Promise<object> {
  const of = context.services.administration;
  const [client] = await listApiClients(of, context.reading(), administratorOf(context), pk);
  if (!client) throw notFound('id');
  return client;
}
