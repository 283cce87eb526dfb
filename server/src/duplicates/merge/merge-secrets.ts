import type { SqlRunner } from '../../database/database';
import { readsAlways } from '../../access/always';
import type { Field, Noun } from '../../model/registry';
import { bind, join, list, raw, sql } from '../../query/sql';
import type { WriteContext } from '../../records/write-context';
import type { MergeState } from './merge-store';
import type { MergedRecord } from './plan-merge';

const secretsOf = (noun: Noun): Field[] => [...noun.fields.values()].filter(({ kind }) => kind === 'secret');

/** The encrypted fields of a noun that the principal may write in every record. */
const writable = ({ ruleSet }: WriteContext, noun: Noun): Field[] =>
  secretsOf(noun).filter(({ name }) => ruleSet.write(noun.name).fields.get(name)?.update.kind === 'all');

/** What records hold in these fields, by key of the record; null where nothing. */
async function plainOf(
  context: WriteContext,
  tx: SqlRunner,
  noun: Noun,
  fields: readonly Field[],
  pks: readonly number[],
): Promise<Map<number, (string | null)[]>> {
  // Raw SQL: nobody is shown these values here; they go from one record into another as they are.
  const columns = join(
    fields.map(({ column }) => raw(`r.${column}`)),
    ', ',
  );
  const text = sql`SELECT r.pk, k.wrapped_key, ${columns} FROM ${raw(noun.table)} r LEFT JOIN subject_keys k ON k.noun = ${bind(noun.name)} AND k.record_pk = r.pk WHERE r.pk IN ${list(pks)}`;
  return new Map(
    (await tx.rows(text.text, text.params)).map((row) => {
      const pk = Number(row[0]);
      const opened = fields.map(({ name }, i) =>
        row[2 + i] === null
          ? null
          : context.vault.decrypt({ noun: noun.name, pk }, name, row[1] as Buffer, row[2 + i] as Buffer),
      );
      return [pk, opened];
    }),
  );
}

/** Whether the field is out of sight for whoever writes: then it counts as written always, as in any write of a hidden field. */
const isHidden = ({ ruleSet }: WriteContext, noun: Noun, field: Field): boolean =>
  !readsAlways(ruleSet, noun.name, field.name);

/**
 * Encrypted fields that the record which stays lacks are taken over from the first that has them, unseen by whoever merges:
 * into `values`, to be encrypted under the key of the record that stays. Only fields the merger may write. One that is hidden
 * from the merger is written as it is where nothing is taken over: whether the record steps must not tell what records hold.
 */
export async function mergeSecrets(
  context: WriteContext,
  tx: SqlRunner,
  noun: Noun,
  own: MergedRecord,
  others: readonly MergedRecord[],
  values: Map<string, unknown>,
): Promise<MergeState['secrets']> {
  const fields = writable(context, noun);
  const taken: MergeState['secrets'] = {};
  if (fields.length === 0) return taken;
  const held = await plainOf(
    context,
    tx,
    noun,
    fields,
    [own, ...others].map(({ pk }) => pk),
  );
  fields.forEach((field, i) => {
    const { name } = field;
    const kept = held.get(own.pk)![i]!;
    const holder = kept === null ? others.find(({ pk }) => held.get(pk)![i] !== null) : undefined;
    if (!holder) {
      if (isHidden(context, noun, field)) values.set(name, kept);
      return;
    }
    const plain = held.get(holder.pk)![i]!;
    values.set(name, plain);
    taken[name] = { after: context.vault.blindIndex(noun.name, name, plain).toString('hex'), from: holder.id };
  });
  return taken;
}

/**
 * Has a split write every encrypted field that is hidden from whoever splits, those that it gives back nothing of as they are:
 * a merge before it may have taken them over or not.
 */
export async function rewriteHiddenSecrets(
  context: WriteContext,
  tx: SqlRunner,
  noun: Noun,
  pk: number,
  values: Map<string, unknown>,
): Promise<void> {
  const fields = writable(context, noun).filter((field) => isHidden(context, noun, field) && !values.has(field.name));
  if (fields.length === 0) return;
  const held = (await plainOf(context, tx, noun, fields, [pk])).get(pk)!;
  fields.forEach(({ name }, i) => values.set(name, held[i]));
}

/** Which of the taken over secrets still are what they became. */
export async function untouchedSecrets(
  tx: SqlRunner,
  noun: Noun,
  pk: number,
  taken: MergeState['secrets'],
): Promise<Set<string>> {
  const fields = secretsOf(noun).filter(({ name }) => taken[name]);
  if (fields.length === 0) return new Set();
  const columns = join(
    fields.map(({ column }) => raw(`${column}_index`)),
    ', ',
  );
  const text = sql`SELECT ${columns} FROM ${raw(noun.table)} WHERE pk = ${bind(pk)}`;
  const [row] = await tx.rows(text.text, text.params);
  return new Set(
    fields
      .filter(({ name }, i) => row && row[i] !== null && (row[i] as Buffer).toString('hex') === taken[name]!.after)
      .map(({ name }) => name),
  );
}
