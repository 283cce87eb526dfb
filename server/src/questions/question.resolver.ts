import 'reflect-metadata';
import { GraphQLString, type GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, Info, Mutation, Resolver } from 'type-graphql';
import { requirePrincipal } from '../graphql/context';
import type { KehuContext } from '../graphql/kehu-context';
import { JsonScalar } from '../graphql/scalars';
import { notTrusted } from '../graphql/trusted-documents';
import { JobType } from '../jobs/job-types';
import type { ShownJob } from '../jobs/jobs';
import { shownJob } from '../jobs/shown-job';
import { checkedDocument } from './run-document';

/** Declares what runs documents outside requests. Call it once a process. */
export function declareQuestions(): Function[] {
  @Resolver()
  class QuestionResolver {
    @Mutation(() => JobType, {
      description: 'Runs a query that is over the budget of a request as a job, whose file is its answer as JSON.',
    })
    async runInBackground(
      @Arg('document', () => GraphQLString) document: string,
      @Arg('variables', () => JsonScalar, { nullable: true }) variables: Record<string, unknown> | null,
      @Arg('title', () => GraphQLString, { nullable: true }) title: string | null,
      @Ctx() context: KehuContext,
      @Info() info: GraphQLResolveInfo,
    ): Promise<ShownJob> {
      const principal = requirePrincipal(context);
      const question = { document, variables: variables ?? {} };
      const parsed = checkedDocument(info.schema, question); // refused now, not by the job
      if (!context.services.mayRun(principal, parsed)) throw notTrusted();
      const request = { kind: 'query', title: title ?? null, params: question, language: context.language };
      return shownJob(context, await context.services.jobs.enqueue(principal, request));
    }
  }
  return [QuestionResolver];
}
