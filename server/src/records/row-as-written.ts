import type { Noun } from '../model/registry';
import type { WrittenRow } from '../query/record';
import { idToBytes } from '../query/values';
import type { Draft } from './draft';
import { lookedAt } from './looked-at';
import { firstColumn, storedFields } from './stored-form';
import { perNoun } from './per-noun';
import type { WriteContext } from './write-context';

/**
 * What an update left of the row that it had locked and read through the view; null where that may not be all there is to
 * the record, or where its row rule looks at what changed, so that it may be out of the view now.
 */
export function rowAsWritten(context: WriteContext, noun: Noun, draft: Draft): WrittenRow | null {
  const { stored, changed } = draft;
  if (draft.action !== 'update' || !stored || draft.owned.size > 0 || draft.externalId) return null;
  const written = changed.size > 0;
  const asked = lookedAt(context.nouns, noun.name, context.ruleSet.view(noun.name).row);
  const moved = written ? [...changed, 'version', 'updatedAt'] : [];
  if (moved.some((field) => asked.has(`${noun.name}.${field}`))) return null;
  const value = (name: string): unknown => {
    if (changed.has(name)) return draft.values.get(name);
    if (written && name === 'version' && noun.features.versioned) return Number(stored.get(name)) + 1;
    if (written && name === 'updatedAt') return context.now;
    return stored.get(name);
  };
  return {
    pk: draft.pk!,
    id: idToBytes(draft.id!)!,
    // What is worked out from other records may have moved with them.
    column: (name) => {
      const field = plainFields(noun).get(name);
      if (!field || (!changed.has(field.name) && stored.lacks?.(field.name))) return undefined;
      return firstColumn(field, value(field.name));
    },
  };
}

/** Fields by their first column. */
const plainFields = perNoun(
  (noun) =>
    new Map(
      storedFields(noun)
        .filter(({ derivation }) => derivation === undefined || derivation === null)
        .map((field) => [field.column, field] as const),
    ),
);
