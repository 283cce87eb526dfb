import 'reflect-metadata';
import { GraphQLBoolean, GraphQLID, type GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, Info, Mutation, Query, Resolver } from 'type-graphql';
import { forbidden, notFound } from '../errors/errors';
import type { KehuContext } from '../graphql/kehu-context';
import type { Noun, NounRegistry } from '../model/registry';
import { readByPks } from '../query/finish';
import { readByPk } from '../query/record';
import { inTransaction } from '../records/write-drafts';
import { mergeRecords, prepareMerge } from './merge/merge-records';
import type { MergeRequest } from './merge/merge-request';
import { declineProposal } from './merge/proposals';
import { readMerges, type ShownMerge } from './merge/read-merges';
import { seesAll } from './merge/sees-all';
import { unmergeRecords } from './merge/unmerge-records';
import { declareMergeTypes, type MergeInput, type RecordTypes } from './merge-types';
import { nestedSelection } from './nested-selection';

/** Declares merging and splitting of customers. Call it once a process. */
export function declareMerges(types: RecordTypes): Function[] {
  const { MergeCustomersInput, MergePreview, MergePayload, UnmergePayload, CustomerMerge } = declareMergeTypes(types);

  @Resolver()
  class MergeResolver {
    @Query(() => MergePreview, { description: 'What a merge would do; it changes nothing.' })
    async mergePreview(
      @Arg('input', () => MergeCustomersInput) input: MergeInput,
      @Ctx() context: KehuContext,
    ): Promise<InstanceType<typeof MergePreview>> {
      const writing = context.writing();
      const { plan, gains } = await inTransaction(writing, (tx) =>
        prepareMerge(writing, tx, customerIn(writing), requestOf(input)),
      );
      const sources = [...plan.sources].map(([field, from]) => ({ field, from }));
      return { sources, gains, waits: !seesAll(writing.ruleSet, writing.nouns, customerIn(writing)) };
    }

    @Mutation(() => MergePayload, {
      description:
        'Makes customers one, in one transaction: values field by field, everything that hangs on them, their ids in other systems.',
    })
    async mergeCustomers(
      @Arg('input', () => MergeCustomersInput) input: MergeInput,
      @Ctx() context: KehuContext,
      @Info() info: GraphQLResolveInfo,
    ): Promise<InstanceType<typeof MergePayload>> {
      const writing = context.writing();
      const { pk, mergeId, ...outcome } = await mergeRecords(writing, customerIn(writing), requestOf(input));
      const selection = nestedSelection(info, 'customer', [{ type: 'MergePayload', field: 'customer' }]);
      const row = pk === null ? null : await readByPk(context.reading(), customerIn(writing), pk, selection);
      return { ...outcome, merge: mergeId, customer: row };
    }

    @Mutation(() => UnmergePayload, {
      description: 'Splits what was merged. What was changed since is kept and told.',
    })
    async unmergeCustomers(
      @Arg('merge', () => GraphQLID) merge: string,
      @Ctx() context: KehuContext,
      @Info() info: GraphQLResolveInfo,
    ): Promise<InstanceType<typeof UnmergePayload>> {
      const writing = context.writing();
      const { pk, backPks, ...kept } = await unmergeRecords(writing, customerIn(writing), merge);
      const own = nestedSelection(info, 'customer', [{ type: 'UnmergePayload', field: 'customer' }]);
      const back = nestedSelection(info, 'customer', [{ type: 'UnmergePayload', field: 'customers' }]);
      const row = await readByPk(context.reading(), customerIn(writing), pk, own);
      return {
        ...kept,
        customer: row,
        customers: await readByPks(context.reading(), customerIn(writing), backPks, back),
      };
    }

    @Mutation(() => GraphQLBoolean, { description: 'Closes a proposal that is not followed.' })
    async declineMerge(@Arg('proposal', () => GraphQLID) id: string, @Ctx() context: KehuContext): Promise<boolean> {
      const writing = context.writing();
      const { merge } = writing.ruleSet.write('customer');
      if (merge.kind === 'none' || !seesAll(writing.ruleSet, writing.nouns, customerIn(writing))) throw forbidden([]);
      const declined = await inTransaction(writing, (tx) => declineProposal(writing, tx, customerIn(writing), id));
      if (!declined) throw notFound('proposal');
      return true;
    }

    @Query(() => [CustomerMerge], {
      description: 'What was merged into a customer, newest first; for who may split it.',
    })
    customerMerges(
      @Arg('id', () => GraphQLID) id: string,
      @Ctx() context: KehuContext,
      @Info() info: GraphQLResolveInfo,
    ): Promise<ShownMerge[]> {
      const by = nestedSelection(info, 'user', [{ type: 'CustomerMerge', field: 'by' }]);
      const from = nestedSelection(info, 'customer', [{ type: 'CustomerMerge', field: 'from' }]);
      const reading = context.reading();
      return readMerges(reading, customerIn(reading), id, { by, from });
    }
  }
  return [MergeResolver];
}

/** Customers, with the fields that this installation has. */
const customerIn = ({ nouns }: { nouns: NounRegistry }): Noun => nouns.get('customer');

const requestOf = ({ into, intoVersion, from, choices, acceptGains, proposal }: MergeInput): MergeRequest => ({
  into: { id: into, version: intoVersion ?? null },
  from: from.map(({ id, version }) => ({ id, version: version ?? null })),
  choices: choices ?? [],
  acceptGains: acceptGains === true,
  proposal: proposal ?? null,
});
