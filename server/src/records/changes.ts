import type { Draft, OwnedRow } from './draft';
import { unresolved } from './input';
import { sameValue } from './stored-form';
import type { WriteContext } from './write-context';

/**
 * Decides which fields an update changes. A given field that the writer may not read always counts as changed, so that
 * nothing is told about its value; kept fields follow only where something else changes.
 */
export function decideChanges(context: WriteContext, draft: Draft): void {
  if (draft.action === 'create') {
    for (const field of draft.values.keys()) draft.changed.add(field);
    for (const field of draft.owned.keys()) draft.changed.add(field);
    return;
  }
  for (const field of draft.given) {
    const told = draft.readable.has(field) && seesRows(context, draft, field);
    if (!told || differs(context, draft, field)) draft.changed.add(field);
  }
  if (draft.changed.size === 0) return;
  for (const field of draft.values.keys()) {
    if (!draft.isKept(field)) continue;
    if (!seesRows(context, draft, field) || differs(context, draft, field)) draft.changed.add(field);
  }
}

/**
 * Whether rules alone show the writer every owned row and all that is written of it. Where they don't, that a list stayed as it
 * was would tell of rows or cells out of sight.
 */
function seesRows(context: WriteContext, draft: Draft, name: string): boolean {
  const rows = draft.owned.get(name);
  if (!rows) return true;
  const child = draft.noun.fields.get(name)!.to!;
  return (
    seesEveryRow(context, child) &&
    [...rows, ...(draft.ownedBefore.get(name) ?? [])].every((row) => seesCells(context, child, row))
  );
}

/** Whether rules alone show the writer every row of the noun below a record of their view. */
export const seesEveryRow = (context: WriteContext, child: string): boolean =>
  context.ruleSet.view(child).ownRow.kind === 'all';

/** Whether rules alone show the writer all that is written of an owned row. */
export function seesCells(context: WriteContext, child: string, { values }: OwnedRow): boolean {
  const { cells } = context.ruleSet.view(child);
  return [...values.keys()].every((field) => cells.get(field)?.read.kind === 'all');
}

/** Takes given values back that are readable and stay what they are. */
export function dropUnchanged(context: WriteContext, draft: Draft): void {
  for (const field of [...draft.given]) {
    if (draft.owned.has(field)) continue; // compared once its stored rows are read
    if (draft.readable.has(field) && !differs(context, draft, field)) draft.drop(field);
  }
}

function differs(context: WriteContext, draft: Draft, name: string): boolean {
  if (draft.owned.has(name)) return !sameRows(draft.owned.get(name)!, draft.ownedBefore.get(name) ?? []);
  const value = draft.values.get(name);
  if (value === unresolved) return true;
  const field = draft.noun.fields.get(name)!;
  const stored = draft.stored?.get(name) ?? null;
  if (field.kind === 'secret') {
    if (value === null || stored === null) return value !== stored;
    return !context.vault.blindIndex(field.noun, name, String(value)).equals(stored as Buffer);
  }
  return !sameValue(value, stored);
}

const sameRows = (rows: readonly OwnedRow[], before: readonly OwnedRow[]): boolean =>
  rows.length === before.length && rows.every((row, i) => !rowDiffers(row, before[i]!));

/** Whether a given row says something else than the stored one. */
export const rowDiffers = (row: OwnedRow, before: OwnedRow): boolean =>
  [...row.values].some(([field, value]) => !sameValue(value, before.values.get(field)));
