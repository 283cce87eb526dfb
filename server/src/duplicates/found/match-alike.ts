import { fold } from '@kehu/shared';
import type { SqlRunner } from '../../database/database';
import { KehuError } from '../../errors/errors';
import type { Noun } from '../../model/registry';
import type { Selection } from '../../query/selection';
import type { BatchMatch } from '../../records/write-batch';
import { readingIn, type RecordInput, type WriteContext } from '../../records/write-context';
import { duplicatesOfInput, type Candidate } from './duplicates-of-input';

/**
 * What becomes of a row of an import that would be a new record and looks like one that is there: it is taken all the same,
 * without looking (create), refused with the record it looks like (refuse), or taken for that record (match).
 */
export const alikeRules = ['create', 'refuse', 'match'] as const;
export type AlikeRule = (typeof alikeRules)[number];

/** From how sure on a row is held to be a record that is there: the form of a new customer warns earlier. */
const sure = 0.9;

/** Nouns whose records are compared. */
const compared = new Set(['customer']);

/** Whether rows of the noun are compared with what is there. */
export const looksForAlike = (noun: string, rule: AlikeRule): boolean => rule !== 'create' && compared.has(noun);

/** What two rows of a file share that may be one record: the second is compared with what the first has written. */
export function alikeKeys(values: RecordInput): string[] {
  const texts = (list: unknown, part: string): string[] =>
    Array.isArray(list)
      ? (list as Record<string, unknown>[]).flatMap((item) => (item[part] ? [String(item[part])] : []))
      : [];
  return [
    ...texts(values.phones, 'number').map((number) => `alike|${number.replace(/\D/g, '').slice(-8)}`),
    ...texts(values.emails, 'address').map((address) => `alike|${fold(address)}`),
    ...(typeof values.name === 'string' ? [`alike|${fold(values.name)}`] : []),
  ];
}

/**
 * Looks for records like those rows that found none by their key, in the writer's view and by the fields that the writer may
 * read of them: nothing tells of a record out of sight.
 */
export async function matchAlike(
  context: WriteContext,
  tx: SqlRunner,
  noun: Noun,
  rule: AlikeRule,
  items: readonly { values: RecordInput }[],
  matches: readonly BatchMatch[],
): Promise<BatchMatch[]> {
  const found: BatchMatch[] = [];
  for (const [i, match] of matches.entries()) {
    const isNew = 'found' in match && match.found === null;
    found.push(isNew ? await alike(context, tx, noun, rule, items[i]!.values) : match);
  }
  return found;
}

async function alike(
  context: WriteContext,
  tx: SqlRunner,
  noun: Noun,
  rule: AlikeRule,
  values: RecordInput,
): Promise<BatchMatch> {
  const named = ['id', noun.title ?? 'id'].map((name) => noun.fields.get(name)!);
  const selection: Selection = { fields: [...new Set(named)], links: [], manys: [], history: [], access: false };
  const candidates = await duplicatesOfInput(readingIn(context, tx), noun, values, null, selection);
  const likely = candidates.filter(({ score }) => score >= sure);
  if (likely.length === 0) return { found: null };
  if (rule === 'match' && likely.length === 1) return { found: { id: String(likely[0]!.row.shown(named[0]!)) } };
  return { refusal: alreadyThere(likely, (row) => String(row.shown(named[1]!) ?? row.shown(named[0]!))) };
}

function alreadyThere(likely: readonly Candidate[], nameOf: (row: Candidate['row']) => string): KehuError {
  const percent = Math.floor(likely[0]!.score * 100);
  const names = likely.map(({ row }) => nameOf(row)).join(', ');
  return new KehuError(
    'CONFLICT',
    {
      en: `This looks like "${names}", there already (${percent} %).`,
      zh: `与已有的“${names}”相似（${percent}%）。`,
    },
    [],
    { en: 'This looked like a record that was there already.', zh: '与导入时已有的记录相似。' },
  );
}
