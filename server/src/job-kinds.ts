import { sweepJob } from './duplicates/found/sweep-job';
import { exportJob } from './exports/export.job';
import { importJobs } from './imports/import-jobs';
import type { JobKind } from './jobs/job-kind';
import type { JobVault } from './jobs/job-vault';
import { backgroundQuery } from './questions/background-query.job';
import { reportJob, type ReportWorld } from './questions/report.job';

/** What kinds of jobs stand on beside what each run is given. */
export interface JobServices extends ReportWorld {
  /** Opens the files of imports. */
  vault: JobVault;
}

/** Every kind of background work. A slice adds its own with `jobKind({ kind, result, run })`. */
export const jobKinds = (services: JobServices): readonly JobKind[] => [
  exportJob,
  sweepJob,
  backgroundQuery(services),
  reportJob(services),
  ...importJobs(services.vault),
];
