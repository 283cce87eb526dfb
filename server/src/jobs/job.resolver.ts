import 'reflect-metadata';
import { GraphQLID, GraphQLInt, GraphQLString } from 'graphql';
import { limits } from '@kehu/shared';
import { Arg, Ctx, Mutation, Query, Resolver } from 'type-graphql';
import { badInput } from '../errors/errors';
import { requirePrincipal } from '../graphql/context';
import type { KehuContext } from '../graphql/kehu-context';
import { JobType } from './job-types';
import type { ShownJob } from './jobs';
import { shownJob } from './shown-job';

const defaultJobs = 20;

/** Declares the operations on one's own jobs; what starts one belongs to the slice whose work it is. Call it once a process. */
export function declareJobs(): Function[] {
  @Resolver()
  class JobResolver {
    @Query(() => JobType, { nullable: true, description: 'A job of one’s own; another’s is as none.' })
    job(@Arg('id', () => GraphQLID) id: string, @Ctx() context: KehuContext): Promise<ShownJob | null> {
      return context.services.jobs.find(requirePrincipal(context), id, context.language);
    }

    @Query(() => [JobType], { description: 'One’s own jobs, newest first.' })
    jobs(
      @Arg('kinds', () => [GraphQLString], { nullable: true }) kinds: string[] | null,
      @Arg('first', () => GraphQLInt, { nullable: true, defaultValue: defaultJobs }) first: number | null,
      @Arg('after', () => GraphQLID, { nullable: true, description: 'Id of the job before.' }) after: string | null,
      @Ctx() context: KehuContext,
    ): Promise<ShownJob[]> {
      const size = first ?? defaultJobs;
      if (size < 1 || size > limits.maxPageSize) {
        throw badInput(
          'first',
          `A page holds 1 to ${limits.maxPageSize} jobs.`,
          `每页可包含 1 至 ${limits.maxPageSize} 个任务。`,
        );
      }
      const page = { kinds: kinds ?? null, first: size, after: after ?? null };
      return context.services.jobs.list(requirePrincipal(context), page, context.language);
    }

    @Mutation(() => JobType, { description: 'Ends a job for good; what it did so far stays.' })
    async cancelJob(@Arg('id', () => GraphQLID) id: string, @Ctx() context: KehuContext): Promise<ShownJob> {
      await context.services.jobs.cancel(requirePrincipal(context), id);
      return shownJob(context, id);
    }

    @Mutation(() => JobType, { description: 'Has a job wait at its next step, until it is resumed.' })
    async pauseJob(@Arg('id', () => GraphQLID) id: string, @Ctx() context: KehuContext): Promise<ShownJob> {
      await context.services.jobs.pause(requirePrincipal(context), id);
      return shownJob(context, id);
    }

    @Mutation(() => JobType, { description: 'Goes on with a job that was paused or has failed, where it left off.' })
    async resumeJob(@Arg('id', () => GraphQLID) id: string, @Ctx() context: KehuContext): Promise<ShownJob> {
      await context.services.jobs.resume(requirePrincipal(context), id);
      return shownJob(context, id);
    }
  }
  return [JobResolver];
}
