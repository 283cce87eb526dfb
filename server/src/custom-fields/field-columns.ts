import { addColumns, addIndexes, dropIndexes } from '../database/alter-table';
import type { Database } from '../database/database';
import type { Index } from '../database/table';
import type { CustomField } from '../model/custom-field';
import { customName } from '../model/custom-field';
import { fieldColumns } from '../model/noun-tables';
import type { Field, Noun, NounRegistry } from '../model/registry';

/** A custom field as a field of its noun, whether or not it is in use. */
function fieldOf(nouns: NounRegistry, custom: CustomField): { noun: Noun; field: Field } {
  const noun = nouns.with([custom]).get(custom.noun);
  return { noun, field: noun.fields.get(customName(custom.key))! };
}

/** The amounts that covering indexes of the noun hold behind the key, so that groups are summed without looking at records. */
function summedColumns({ indexes = [] }: Noun): readonly string[] {
  const covering = indexes.find((columns) => columns.includes('pk')) ?? [];
  return covering.slice(covering.indexOf('pk'));
}

/**
 * What filters, orders, groups, counts and sums by the field look at, for all rows and for those of a team: the same as for
 * the built-in fields that have covering indexes. Text is looked up by its folded companion alone, as built-in text is.
 */
function indexesOf(noun: Noun, field: Field, summed = summedColumns(noun)): Index[] {
  if (field.kind === 'choices') return [];
  if (field.foldColumn) return [{ columns: [field.foldColumn] }];
  // Records of one choice are listed newest first; numbers and dates are ordered by.
  const listed = field.kind === 'dictionary' || field.kind === 'boolean' || field.kind === 'link';
  const rest = [...(noun.features.softDelete ? ['deleted_at'] : []), ...(listed ? ['updated_at', ...summed] : [])];
  const team = noun.fields.get('team');
  return [
    { columns: [field.column, ...rest] },
    ...(team?.kind === 'link' && team.to === 'team' ? [{ columns: [team.column, field.column, ...rest] }] : []),
  ];
}

/** Makes the columns of a field where they are not there yet. */
export async function makeColumns(database: Database, nouns: NounRegistry, custom: CustomField): Promise<void> {
  const { noun, field } = fieldOf(nouns, custom);
  await addColumns(
    database,
    noun.table,
    fieldColumns(field).map((column) => ({ ...column, nullable: true })),
  );
}

export async function makeIndexes(database: Database, nouns: NounRegistry, custom: CustomField): Promise<void> {
  const { noun, field } = fieldOf(nouns, custom);
  await addIndexes(database, noun.table, indexesOf(noun, field));
}

/** Lets go of the indexes of a field; its values stay. */
export async function dropFieldIndexes(database: Database, nouns: NounRegistry, custom: CustomField): Promise<void> {
  const { noun, field } = fieldOf(nouns, custom);
  // Those from before they held amounts as well; of most kinds the two are the same.
  const all = [...indexesOf(noun, field), ...indexesOf(noun, field, [])];
  await dropIndexes(database, noun.table, [...new Map(all.map((index) => [index.columns.join(), index])).values()]);
}
