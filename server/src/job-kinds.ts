import { exportJob } from './exports/export.job';
import type { JobKind } from './jobs/job-kind';

/** Every kind of background work. A slice adds its own with `jobKind({ kind, result, run })`. */
export const jobKinds = (): readonly JobKind[] => [exportJob];
