import type { SqlRunner, SqlValue } from '../database/database';
import type { Field, Noun } from '../model/registry';
import { bind, join, list, raw, sql, type Sql } from '../query/sql';
import type { Draft } from './draft';
import { perNoun } from './per-noun';
import { insertRows, mustBeCleared } from './save';
import type { WriteVault } from './write-context';

const secretFields = perNoun((noun): readonly Field[] =>
  [...noun.fields.values()].filter((field) => field.kind === 'secret'),
);

/** Stores secret values, each encrypted under the key of its record, with a blind index for equality. */
export async function saveSecrets(
  vault: WriteVault,
  tx: SqlRunner,
  noun: Noun,
  drafts: readonly Draft[],
): Promise<void> {
  const fields = secretFields(noun);
  const writers = drafts.filter((draft) => fields.some((field) => isWritten(draft, field.name)));
  if (writers.length === 0) return;
  const keys = await subjectKeys(vault, tx, noun, writers);
  for (const draft of writers) {
    const pk = draft.pk!;
    const sets: Sql[] = [];
    for (const field of fields) {
      if (!isWritten(draft, field.name)) continue;
      mustBeCleared(draft, field.name);
      const value = draft.values.get(field.name) as string | null;
      const [ciphertext, index] =
        value === null ? [null, null] : sealedSecret(vault, { noun: noun.name, pk }, field.name, keys.get(pk)!, value);
      sets.push(sql`${raw(field.column)} = ${bind(ciphertext)}`, sql`${raw(`${field.column}_index`)} = ${bind(index)}`);
    }
    const text = sql`UPDATE ${raw(noun.table)} SET ${join(sets, ', ')} WHERE pk = ${bind(pk)}`;
    await tx.run(text.text, text.params);
  }
}

/** Ciphertext and blind index of one value. */
export const sealedSecret = (
  vault: WriteVault,
  subject: { noun: string; pk: number },
  field: string,
  wrappedKey: Buffer,
  value: string,
): [Buffer, Buffer] => [vault.encrypt(subject, field, wrappedKey, value), vault.blindIndex(subject.noun, field, value)];

const isWritten = (draft: Draft, field: string): boolean =>
  draft.changed.has(field) && !(draft.action === 'create' && draft.values.get(field) === null);

async function subjectKeys(
  vault: WriteVault,
  tx: SqlRunner,
  noun: Noun,
  drafts: readonly Draft[],
): Promise<Map<number, Buffer>> {
  const pks = drafts.map((draft) => draft.pk!);
  const text = sql`SELECT record_pk, wrapped_key FROM subject_keys WHERE noun = ${bind(noun.name)} AND record_pk IN ${list(pks)}`;
  const rows = await tx.rows(text.text, text.params);
  const keys = new Map(rows.map(([pk, key]) => [Number(pk), key as Buffer]));
  const made: SqlValue[][] = [];
  for (const pk of pks) {
    if (keys.has(pk)) continue;
    const { wrappedKey, keyVersion } = vault.newSubjectKey({ noun: noun.name, pk });
    keys.set(pk, wrappedKey);
    made.push([noun.name, pk, keyVersion, wrappedKey]);
  }
  if (made.length > 0) await insertRows(tx, 'subject_keys', ['noun', 'record_pk', 'key_version', 'wrapped_key'], made);
  return keys;
}
