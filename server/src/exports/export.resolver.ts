import 'reflect-metadata';
import type { GraphQLResolveInfo } from 'graphql';
import { GraphQLString } from 'graphql';
import { Arg, Ctx, Info, Mutation, Query, Resolver } from 'type-graphql';
import { declareInput } from '../graphql/declare';
import { requirePrincipal } from '../graphql/context';
import type { KehuContext } from '../graphql/kehu-context';
import { Json, listOf, Str } from '../graphql/shared-types';
import type { ShownJob } from '../jobs/jobs';
import { shownJob } from '../jobs/shown-job';
import { JobType } from '../jobs/job-types';
import { exportRequest, type ExportInput as Input } from './export-input';
import { exporting, planOf } from './export-records';
import { mayExport } from './export-rules';

const ExportInput = declareInput('ExportInput', 'What to write to a file, as its list would show it to the exporter.', [
  { name: 'noun', type: Str, nullable: false, description: 'Kind of record: customer, contact, ...' },
  { name: 'format', type: Str, nullable: true, description: 'csv (default), xlsx, jsonl or vcard.' },
  { name: 'where', type: Json, nullable: true, description: 'As in the list.' },
  { name: 'search', type: Str, nullable: true },
  { name: 'orderBy', type: Json, nullable: true, description: 'As in the list.' },
  {
    name: 'columns',
    type: listOf(Str),
    nullable: true,
    description: 'Fields, also of links (owner.name); all an import takes.',
  },
  { name: 'source', type: Str, nullable: true, description: 'Source of the external ids that records are named by.' },
]);

/** Declares the operations on exports. Call it once a process. */
export function declareExports(): Function[] {
  @Resolver()
  class ExportResolver {
    @Query(() => [GraphQLString], { description: 'Kinds of records that the caller may export.' })
    exportable(@Ctx() context: KehuContext): string[] {
      const { ruleSet, nouns } = exporting(context.reading());
      return nouns
        .all()
        .filter(({ name }) => mayExport(ruleSet, name))
        .map(({ name }) => name);
    }

    @Mutation(() => JobType, { description: 'Exports in the background; the job has the file.' })
    async startExport(
      @Arg('input', () => ExportInput) input: Input,
      @Ctx() context: KehuContext,
      @Info() info: GraphQLResolveInfo,
    ): Promise<ShownJob> {
      const reading = exporting(context.reading());
      const request = exportRequest(info.schema, reading.nouns, input);
      const plan = planOf(reading, request); // refused now, not by the job
      const id = await context.services.jobs.enqueue(requirePrincipal(context), {
        kind: 'export',
        title: `${plan.noun.label[context.language]} · ${request.format.toUpperCase()}`,
        params: request,
        language: context.language,
      });
      return shownJob(context, id);
    }
  }
  return [ExportResolver];
}
