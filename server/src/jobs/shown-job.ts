import { notFound } from '../errors/errors';
import { requirePrincipal } from '../graphql/context';
import type { KehuContext } from '../graphql/kehu-context';
import type { ShownJob } from './jobs';

/** The job that an operation started or changed, as its owner is shown it. */
export async function shownJob(context: KehuContext, id: string): Promise<ShownJob> {
  const job = await context.services.jobs.find(requirePrincipal(context), id, context.language);
  if (!job) throw notFound('id');
  return job;
}
