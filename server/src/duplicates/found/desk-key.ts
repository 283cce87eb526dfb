import { createHash } from 'node:crypto';
import type { Noun } from '../../model/registry';
import type { ReadContext } from '../../query/context';
import { viewKey } from '../../jobs/view-key';
import { comparedFields } from './compared-columns';

/**
 * Stands for the view that duplicates were found in. Where rules alone show every record and every compared field, it is the
 * same for all who see that much, and one sweep serves them; else it is the asker's own.
 */
export async function deskKey(context: ReadContext, noun: Noun): Promise<Buffer> {
  const { ruleSet, runner, principal, now } = context;
  const { row, cells } = ruleSet.view(noun.name);
  const fields = comparedFields(noun, ruleSet).map(({ name }) => name);
  if (row.kind !== 'all' || fields.some((field) => cells.get(field)!.read.kind !== 'all')) {
    return viewKey(runner, principal, ruleSet, now);
  }
  return createHash('sha256')
    .update(JSON.stringify(['all', noun.name, fields]))
    .digest();
}
