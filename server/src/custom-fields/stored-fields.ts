import type { SqlRow, SqlRunner } from '../database/database';
import type { CustomField, CustomKind } from '../model/custom-field';
import { bytesToId } from '../query/values';

// Raw SQL: the fields are what views are made of, so they are read before any view exists.

/** A custom field with what only those who keep fields are told. */
export interface StoredField extends CustomField {
  /** Public id. */
  id: string;
  /** Steps with every change. */
  version: number;
  /** Whether indexes make filters, orders and groups by it fast. */
  indexed: boolean;
  /** Epoch milliseconds; null while it is in use. */
  retiredAt: number | null;
}

const columns =
  'pk, id, version, noun, field_key, kind, label, label_zh, help, max_length, currency, links_to, required, position, indexed, retired_at';

/** Every custom field, retired ones too, in the order of their nouns and forms. */
export async function storedFields(runner: SqlRunner): Promise<StoredField[]> {
  const rows = await runner.rows(`SELECT ${columns} FROM custom_fields ORDER BY noun, position, pk`);
  return rows.map(fieldOf);
}

/** Fields as nouns are made of them: those in use, or those that are not. */
export const fieldsIn = (stored: readonly StoredField[], state: 'use' | 'retirement'): CustomField[] =>
  stored
    .filter(({ retiredAt }) => (retiredAt === null) === (state === 'use'))
    .map(({ pk, noun, key, kind, label, help, max, currency, to, required, position }) => ({
      pk,
      noun,
      key,
      kind,
      label,
      help,
      max,
      currency,
      to,
      required,
      position,
    }));

function fieldOf(row: SqlRow): StoredField {
  const [pk, id, version, noun, key, kind, en, zh, help, max, currency, to, required, position, indexed, retiredAt] =
    row;
  return {
    pk: Number(pk),
    id: bytesToId(id as Uint8Array),
    version: Number(version),
    noun: String(noun),
    key: String(key),
    kind: String(kind) as CustomKind,
    label: { en: String(en), zh: String(zh) },
    help: String(help),
    max: max === null ? null : Number(max),
    currency: currency === null ? null : String(currency),
    to: to === null ? null : String(to),
    required: Number(required) === 1,
    position: Number(position),
    indexed: Number(indexed) === 1,
    retiredAt: retiredAt === null ? null : Number(retiredAt),
  };
}
