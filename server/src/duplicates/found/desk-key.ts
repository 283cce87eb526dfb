import { createHash } from 'node:crypto';
import type { RuleSet } from '../../access/rule-set';
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
  if (!comparesAlways(ruleSet, noun)) return viewKey(runner, principal, ruleSet, now);
  const fields = comparedFields(noun, ruleSet).map(({ name }) => name);
  return createHash('sha256')
    .update(JSON.stringify(['all', noun.name, fields]))
    .digest();
}

/** Whether rules alone show every record and every field that records are compared by. */
export function comparesAlways(ruleSet: RuleSet, noun: Noun): boolean {
  const { row, cells } = ruleSet.view(noun.name);
  return row.kind === 'all' && comparedFields(noun, ruleSet).every(({ name }) => cells.get(name)!.read.kind === 'all');
}
