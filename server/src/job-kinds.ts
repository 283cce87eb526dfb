import { sweepJob } from './duplicates/found/sweep-job';
import { exportJob } from './exports/export.job';
import { importJobs } from './imports/import-jobs';
import type { JobKind } from './jobs/job-kind';
import { backgroundQuery, type QuestionWorld } from './questions/background-query.job';

/** What kinds of jobs stand on beside what each run is given. */
export type JobServices = QuestionWorld;

/** Every kind of background work. A slice adds its own with `jobKind({ kind, result, run })`. */
export const jobKinds = (services: JobServices): readonly JobKind[] => [
  exportJob,
  sweepJob,
  backgroundQuery(services),
  ...importJobs,
];
