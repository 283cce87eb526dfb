import { GraphQLFloat } from 'graphql';
import { declareObject, type FieldSpec, type TypeRef } from '../graphql/declare';
import { DateTime, Bool, Id, Int, Json, Node, Str, WriteError } from '../graphql/shared-types';

const field = (name: string, type: TypeRef, nullable: boolean, description?: string): FieldSpec => ({
  name,
  type,
  nullable,
  description,
});

const JobFileType = declareObject('JobFile', 'A file that a job made; kept for a day.', [
  field('name', Str, false),
  field('size', Int, false, 'Bytes.'),
  field('url', Str, false, 'Path on this server; asked with the same credential as everything else.'),
]);

/** For operations of other slices that answer with the job they started. */
export const JobType = declareObject(
  'Job',
  'Background work of the caller.',
  [
    field('id', Id, false),
    field('kind', Str, false),
    field('title', Str, true),
    field('state', Str, false, 'QUEUED, RUNNING, PAUSED, SUCCEEDED, FAILED or CANCELLED.'),
    field('done', Int, true, 'Units of work done so far.'),
    field('total', Int, true, 'Units in all, where that is known.'),
    field('rate', () => GraphQLFloat, true, 'Units a second.'),
    field('secondsLeft', Int, true, 'About how long it takes yet, where that can be told.'),
    field('result', Json, true, 'What came of it; withheld where it was made of records in another view than today’s.'),
    field('stale', Bool, false, 'Whether the result is withheld because what the caller may see has changed.'),
    field('error', () => WriteError, true),
    field('file', () => JobFileType, true),
    field('createdAt', DateTime, false),
    field('startedAt', DateTime, true),
    field('finishedAt', DateTime, true),
  ],
  [Node],
);
