import 'reflect-metadata';
import { GraphQLBoolean, GraphQLID, GraphQLInt, type GraphQLResolveInfo } from 'graphql';
import { limits } from '@kehu/shared';
import { Arg, Ctx, Info, Mutation, Query, Resolver, registerEnumType } from 'type-graphql';
import { badInput, forbidden, notFound } from '../errors/errors';
import { requirePrincipal } from '../graphql/context';
import type { KehuContext } from '../graphql/kehu-context';
import { shownJob } from '../jobs/shown-job';
import { JobType } from '../jobs/job-types';
import type { ShownJob } from '../jobs/jobs';
import type { Noun, NounRegistry } from '../model/registry';
import { visibleKeys } from '../records/references';
import { inTransaction } from '../records/write-drafts';
import { declareDeskTypes, type TypedCustomer } from './desk-types';
import { duplicatesOfInput } from './found/duplicates-of-input';
import { readDesk } from './found/read-desk';
import { readProposals } from './found/read-proposals';
import { keepDecisions } from './found/sweep-store';
import type { RecordTypes } from './merge-types';
import { nestedSelection } from './nested-selection';

enum DuplicateDecision {
  DISTINCT = 'DISTINCT',
  LATER = 'LATER',
  OPEN = 'OPEN',
}

/** Most records of one group. */
const mostDecided = 50;

/** Declares finding duplicates: at entry, by looking through all, and the desk. Call it once a process. */
export function declareDesk(types: RecordTypes): Function[] {
  registerEnumType(DuplicateDecision, {
    name: 'DuplicateDecision',
    description: 'DISTINCT: they are not one, remembered for good. LATER: put off. OPEN: neither.',
  });
  const { CustomerDuplicatesInput, DuplicateCandidate, MergeProposal, DuplicatesDesk } = declareDeskTypes(types);

  @Resolver()
  class DeskResolver {
    @Query(() => [DuplicateCandidate], {
      description:
        'Customers that the one being entered may be: only what the caller sees, by the fields that the caller may read.',
    })
    async customerDuplicates(
      @Arg('input', () => CustomerDuplicatesInput) input: TypedCustomer,
      @Ctx() context: KehuContext,
      @Info() info: GraphQLResolveInfo,
    ): Promise<object[]> {
      const reading = context.reading();
      const selection = nestedSelection(info, 'customer', [{ type: 'DuplicateCandidate', field: 'customer' }]);
      const found = await duplicatesOfInput(
        reading,
        customerIn(reading),
        valuesOf(input),
        input.except ?? null,
        selection,
      );
      return found.map(({ row, ...rest }) => ({ customer: row, ...rest }));
    }

    @Query(() => DuplicatesDesk, { description: 'Groups of customers that may be one, for who may merge.' })
    async duplicatesDesk(
      @Arg('first', () => GraphQLInt, { nullable: true, defaultValue: 20 }) first: number | null,
      @Arg('from', () => GraphQLInt, { nullable: true, defaultValue: 0 }) from: number | null,
      @Ctx() context: KehuContext,
      @Info() info: GraphQLResolveInfo,
    ): Promise<object> {
      const reading = context.reading();
      mustMerge(reading);
      const size = first ?? 20;
      const start = from ?? 0;
      if (size < 1 || size > limits.maxPageSize || start < 0) {
        throw badInput(
          'first',
          `A page holds 1 to ${limits.maxPageSize} groups.`,
          `每页 1 至 ${limits.maxPageSize} 组。`,
        );
      }
      const selection = nestedSelection(info, 'customer', [
        { type: 'DuplicatesDesk', field: 'groups' },
        { type: 'DuplicateGroup', field: 'customers' },
      ]);
      const { sweep, groups, next } = await readDesk(
        reading,
        customerIn(reading),
        { first: size, from: start },
        selection,
      );
      return {
        sweptAt: sweep && new Date(sweep.at).toISOString(),
        records: sweep?.records ?? 0,
        found: sweep?.pairs ?? 0,
        groups: groups.map(({ records, ...group }) => ({ ...group, customers: records })),
        next,
      };
    }

    @Query(() => [MergeProposal], { description: 'Merges that wait for somebody who sees all, oldest first.' })
    async mergeProposals(@Ctx() context: KehuContext, @Info() info: GraphQLResolveInfo): Promise<object[]> {
      const reading = context.reading();
      const selections = {
        by: nestedSelection(info, 'user', [{ type: 'MergeProposal', field: 'by' }]),
        records: nestedSelection(info, 'customer', [{ type: 'MergeProposal', field: 'customers' }]),
      };
      const shown = await readProposals(reading, context.writing(), customerIn(reading), selections);
      return shown.map(({ records, ...proposal }) => ({ ...proposal, customers: records }));
    }

    @Mutation(() => GraphQLBoolean, { description: 'Remembers what was decided about every two of these customers.' })
    async decideDuplicates(
      @Arg('ids', () => [GraphQLID]) ids: string[],
      @Arg('decision', () => DuplicateDecision) decision: DuplicateDecision,
      @Ctx() context: KehuContext,
    ): Promise<boolean> {
      const writing = context.writing();
      mustMerge(writing);
      const wanted = new Set(ids.map((id) => id.toLowerCase()));
      if (wanted.size < 2 || wanted.size > mostDecided) {
        throw badInput('ids', `Name 2 to ${mostDecided} customers.`, `请选择 2 至 ${mostDecided} 个客户。`);
      }
      await inTransaction(writing, async (tx) => {
        const customer = customerIn(writing);
        const keys = await visibleKeys(writing, tx, customer, [...wanted]);
        if (keys.size < wanted.size) throw notFound('ids');
        const { kind, pk } = writing.principal;
        await keepDecisions(tx, customer.name, [...keys.values()], decision === 'OPEN' ? null : decision, {
          at: writing.now,
          userPk: kind === 'user' ? pk : null,
        });
      });
      return true;
    }

    @Mutation(() => JobType, { description: 'Looks through every customer of the caller’s view, in the background.' })
    async sweepDuplicates(@Ctx() context: KehuContext): Promise<ShownJob> {
      mustMerge(context.reading());
      const id = await context.services.jobs.enqueue(requirePrincipal(context), {
        kind: 'duplicates',
        params: { noun: 'customer' },
        language: context.language,
      });
      return shownJob(context, id);
    }
  }
  return [DeskResolver];
}

/** Most values of one list that are looked for. */
const mostTyped = 20;

/** What was typed, as inputs of customers hold it. */
const valuesOf = ({ name, phones, emails, addresses, birthDate }: TypedCustomer): Record<string, unknown> => ({
  name,
  birthDate,
  phones: phones?.slice(0, mostTyped).map((number) => ({ number })),
  emails: emails?.slice(0, mostTyped).map((address) => ({ address })),
  addresses: addresses?.slice(0, mostTyped).map((line) => ({ line })),
});

const customerIn = ({ nouns }: { nouns: NounRegistry }): Noun => nouns.get('customer');

/** @throws KehuError FORBIDDEN for who may merge no customer; that depends on rules alone */
function mustMerge({ ruleSet }: { ruleSet: { write(noun: string): { merge: { kind: string } } } }): void {
  if (ruleSet.write('customer').merge.kind === 'none') throw forbidden([]);
}
