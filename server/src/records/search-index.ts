import type { SqlRunner } from '../database/database';
import type { Noun } from '../model/registry';
import { noteRecords } from '../search/note-records';
import { searchedFields } from '../search/searched-fields';
import type { Draft } from './draft';
import { perNoun } from './per-noun';

/** Tells the search index of the records whose searched fields these drafts write. Deletion moves nothing in it. */
export async function noteSearched(tx: SqlRunner, noun: Noun, drafts: readonly Draft[]): Promise<void> {
  const names = searchedNames(noun);
  const written = drafts.filter(
    (draft) => draft.action === 'create' || names.some((name) => draft.action === 'update' && draft.changed.has(name)),
  );
  await noteRecords(tx, noun, written, (draft, field) => draft.after(field));
}

const searchedNames = perNoun((noun): readonly string[] => searchedFields(noun).map(({ name }) => name));
