import type { SqlRunner } from '../../database/database';
import type { Field, Noun } from '../../model/registry';
import { bind, join, list, raw, sql } from '../../query/sql';
import type { WriteContext } from '../../records/write-context';
import type { MergeState } from './merge-store';
import type { MergedRecord } from './plan-merge';

const secretsOf = (noun: Noun): Field[] => [...noun.fields.values()].filter(({ kind }) => kind === 'secret');

/**
 * Encrypted fields that the record which stays lacks are taken over from the first that has them, unseen by whoever merges:
 * into `values`, to be encrypted under the key of the record that stays. Only fields the merger may write.
 */
export async function mergeSecrets(
  context: WriteContext,
  tx: SqlRunner,
  noun: Noun,
  own: MergedRecord,
  others: readonly MergedRecord[],
  values: Map<string, unknown>,
): Promise<MergeState['secrets']> {
  const write = context.ruleSet.write(noun.name);
  const fields = secretsOf(noun).filter(({ name }) => write.fields.get(name)?.update.kind === 'all');
  const taken: MergeState['secrets'] = {};
  if (fields.length === 0) return taken;
  // Raw SQL: nobody is shown these values here; they go from one record into another as they are.
  const columns = join(
    fields.map(({ column }) => raw(`r.${column}`)),
    ', ',
  );
  const pks = [own, ...others].map(({ pk }) => pk);
  const text = sql`SELECT r.pk, k.wrapped_key, ${columns} FROM ${raw(noun.table)} r LEFT JOIN subject_keys k ON k.noun = ${bind(noun.name)} AND k.record_pk = r.pk WHERE r.pk IN ${list(pks)}`;
  const rows = new Map((await tx.rows(text.text, text.params)).map((row) => [Number(row[0]), row]));
  fields.forEach(({ name }, i) => {
    if (rows.get(own.pk)![2 + i] !== null) return;
    const holder = others.find(({ pk }) => rows.get(pk)![2 + i] !== null);
    if (!holder) return;
    const row = rows.get(holder.pk)!;
    const subject = { noun: noun.name, pk: holder.pk };
    const plain = context.vault.decrypt(subject, name, row[1] as Buffer, row[2 + i] as Buffer);
    values.set(name, plain);
    taken[name] = { after: context.vault.blindIndex(noun.name, name, plain).toString('hex'), from: holder.id };
  });
  return taken;
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
