import type { SqlRunner } from '../database/database';
import type { Field, Noun } from '../model/registry';
import { bind, list, sql } from '../query/sql';
import type { Draft } from './draft';
import { perNoun } from './per-noun';
import { insertRows, mustBeCleared } from './save';

/** Takes the rows of records away that are gone for good, those of retired fields too. */
export async function dropChoices(tx: SqlRunner, noun: Noun, pks: readonly number[]): Promise<void> {
  const fields = sql`SELECT pk FROM custom_fields WHERE noun = ${bind(noun.name)}`;
  const text = sql`DELETE FROM custom_choices WHERE field_pk IN (${fields}) AND record_pk IN ${list(pks)}`;
  await tx.run(text.text, text.params);
}

const choiceFields = perNoun((noun): readonly Field[] =>
  [...noun.fields.values()].filter(({ kind }) => kind === 'choices'),
);

/** Keeps the rows that filters by a choice of several read beside the list that is shown. */
export async function saveChoices(tx: SqlRunner, noun: Noun, drafts: readonly Draft[]): Promise<void> {
  for (const field of choiceFields(noun)) {
    const { pk } = field.custom!;
    const writers = drafts.filter((draft) => draft.changed.has(field.name));
    const known = writers.filter((draft) => draft.action !== 'create').map((draft) => draft.pk!);
    if (known.length > 0) {
      const text = sql`DELETE FROM custom_choices WHERE field_pk = ${bind(pk)} AND record_pk IN ${list(known)}`;
      await tx.run(text.text, text.params);
    }
    const rows = writers.flatMap((draft) => {
      mustBeCleared(draft, field.name);
      return ((draft.values.get(field.name) as string[] | null) ?? []).map((choice) => [pk, draft.pk!, choice]);
    });
    if (rows.length > 0) await insertRows(tx, 'custom_choices', ['field_pk', 'record_pk', 'choice'], rows);
  }
}
