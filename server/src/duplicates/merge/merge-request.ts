import { badInput, forbidden } from '../../errors/errors';
import { isCustomName } from '../../model/custom-field';
import type { Field, Noun } from '../../model/registry';
import type { WriteContext } from '../../records/write-context';

/** Which records are to be one. */
export interface MergeRequest {
  /** Public id of the record that stays, in the version the caller saw; null where it need not be stated. */
  into: { id: string; version: number | null };
  /** Those that go into it. */
  from: readonly { id: string; version: number | null }[];
  /** Whose value is to be kept, by field; left out, the record's own, else the first there is. */
  choices: readonly { field: string; from: string }[];
  /** The caller knows who may see more by it. */
  acceptGains: boolean;
  /** Public id of the proposal that is followed by it. */
  proposal: string | null;
}

const most = {
  /** Records that are made one at once. */
  records: 50,
  choices: 200,
} as const;

const notChosen = new Set(['id', 'secret', 'many', 'derived', 'externalIds']);

/** Whether a merge decides on values of a field: what people write, secrets apart. */
const isMergeable = ({ kind, input }: Field): boolean => (input ?? 'both') === 'both' && !notChosen.has(kind);

/** Fields that a merge decides on: those that the caller may write on some record. */
export const choosable = ({ ruleSet }: WriteContext, noun: Noun): string[] => {
  const write = ruleSet.write(noun.name).fields;
  return [...noun.fields.values()]
    .filter((field) => isMergeable(field) && (write.get(field.name)?.update.kind ?? 'none') !== 'none')
    .map(({ name }) => name);
};

/**
 * Refuses a request by its shape, then by rules alone. Names that administrators gave are data: one of which nothing is granted
 * is refused as one that nobody gave.
 * @throws KehuError BAD_USER_INPUT, FORBIDDEN
 */
export function checkRequest(context: WriteContext, noun: Noun, { into, from, choices }: MergeRequest): void {
  const ids = [into.id, ...from.map(({ id }) => id)].map((id) => id.toLowerCase());
  if (from.length === 0 || ids.length > most.records) {
    const others = most.records - 1;
    throw badInput('from', `Name 1 to ${others} records to merge.`, `请选择 1 至 ${others} 条要合并的记录。`);
  }
  if (new Set(ids).size < ids.length) {
    throw badInput('from', 'A record cannot be merged with itself.', '记录不能与自身合并。');
  }
  if (choices.length > most.choices) {
    throw badInput('choices', `At most ${most.choices} choices.`, `最多 ${most.choices} 项选择。`);
  }
  const write = context.ruleSet.write(noun.name);
  const { cells } = context.ruleSet.view(noun.name);
  choices.forEach(({ field: name }, i) => {
    const field = noun.fields.get(name);
    const isKnown = field && (!isCustomName(name) || cells.has(name) || write.fields.has(name));
    if (isKnown && isMergeable(field)) return;
    throw badInput(`choices.${i}.field`, `${name} cannot be chosen.`, `${name} 不能选择。`);
  });
  if (write.merge.kind === 'none') throw forbidden([]);
  const fields = choosable(context, noun);
  choices.forEach(({ field }, i) => {
    if (!fields.includes(field)) throw forbidden([`choices.${i}.field`]);
  });
}
