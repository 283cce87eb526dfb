import { fold } from '@kehu/shared';
import { nouns } from '../../src/access/oracle/testing/test-world';
import { isLive, type Company, type Row } from '../../src/access/oracle/company';
import { secretsFrom } from '../../src/config/secrets';
import type { Database, SqlRunner, SqlValue } from '../../src/database/database';
import { makeColumns } from '../../src/custom-fields/field-columns';
import type { Field } from '../../src/model/registry';
import { idToBytes } from '../../src/query/values';
import { columnsOf as storedColumns, toStored } from '../../src/records/stored-form';
import { createVault } from '../../src/records/vault';
import { listOf } from '../../src/access/oracle/scopes';
import { inOrder } from './companies';
import { rolesOf } from './givers';
import type { PastChange } from './histories';
import { dictionaryKeys } from './values';

/** The vault of the proof: a fixed master secret, so that equal contents seal to equal cursors. */
export const vault = createVault(secretsFrom(Buffer.alloc(32, 7)));

/** Makes the columns of added fields where they are not there yet. */
export async function addFields(database: Database): Promise<void> {
  for (const field of nouns.custom) await makeColumns(database, nouns, field);
  // Rows of a choice of several name their field. It is retired there, since nouns of the proof have it already.
  const known = new Set((await database.rows('SELECT pk FROM custom_fields')).map(([pk]) => Number(pk)));
  const rows = nouns.custom
    .filter(({ pk }) => !known.has(pk))
    .map(({ pk, noun, key, kind, currency, to, position }) => ({
      pk,
      id: idToBytes(`00000000-0000-4000-a000-${String(pk).padStart(12, '0')}`),
      version: 1,
      noun,
      field_key: key,
      kind,
      label: key,
      label_zh: key,
      help: '',
      currency,
      links_to: to,
      required: 0,
      position,
      indexed: 0,
      retired_at: 0,
    }));
  await database.transaction((tx) => insert(tx, 'custom_fields', rows));
}

/** Makes the columns of added fields, and fills the code tables with the keys that generated companies use. */
export async function loadDictionaries(database: Database): Promise<void> {
  await addFields(database);
  const fields = nouns
    .all()
    .flatMap((noun) => [...noun.fields.values()].filter(({ dictionary }) => dictionary !== undefined));
  const dictionaries = [...new Set(fields.map((field) => field.dictionary!))];
  const entries = dictionaries.flatMap((dictionary, i) =>
    dictionaryKeys.map((key, position) => ({
      id: idToBytes(`00000000-0000-4000-9000-${String(i * 10 + position).padStart(12, '0')}`),
      dictionary,
      entry_key: key,
      name: key,
      name_zh: key,
      position,
      active: 1,
    })),
  );
  await database.transaction((tx) => insert(tx, 'dictionary_entries', entries));
}

/** Credentials of clients, whom the history of what they write names. */
export async function loadClients(database: Database): Promise<void> {
  const rows = [1, 2, 3].map((pk) => ({
    pk,
    id: idToBytes(`00000000-0000-4000-b000-${String(pk).padStart(12, '0')}`),
    name: `client ${pk}`,
    prefix: `proof${pk}`,
    key_hash: Buffer.alloc(32, pk),
    roles: '[]',
    scopes: '[]',
    source: pk === 1 ? 'erp' : null,
    created_at: 0,
  }));
  await database.transaction((tx) => insert(tx, 'api_keys', rows));
}

/** The audit trail is append-only in earnest; a proof that fills it a million times has to empty it. */
export async function letAuditTrailBeEmptied(database: Database): Promise<void> {
  const find =
    database.dialect === 'sqlite'
      ? "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit_entries'"
      : "SELECT trigger_name FROM information_schema.triggers WHERE event_object_schema = DATABASE() AND event_object_table = 'audit_entries'";
  for (const [name] of await database.rows(find)) await database.run(`DROP TRIGGER ${String(name)}`);
}

/** What requests leave beside records, each before what it links to. */
const besides = [
  'import_chunks',
  'import_refusals',
  'import_rows',
  'imports',
  'import_templates',
  'job_chunks',
  'jobs',
  'report_schedules',
  'saved_pins',
  'saved_items',
  'merge_moves',
  'merge_members',
  'merges',
  'merge_proposals',
  'duplicate_decisions',
  'duplicate_pairs',
  'duplicate_sweeps',
];

/** Makes the database hold exactly this company, with this past. */
export async function loadCompany(
  database: Database,
  company: Company,
  past: readonly PastChange[] = [],
): Promise<void> {
  await database.transaction(async (tx) => {
    // No search index until one is filled: it holds the records of another company.
    await tx.run('UPDATE search_state SET built = 0');
    await tx.run('DELETE FROM customer_tags');
    await tx.run('DELETE FROM custom_choices');
    await tx.run('DELETE FROM external_ids');
    await tx.run('DELETE FROM subject_keys');
    await tx.run('DELETE FROM history');
    await tx.run('DELETE FROM user_roles');
    for (const table of besides) await tx.run(`DELETE FROM ${table}`);
    await tx.run('UPDATE teams SET parent_pk = NULL');
    for (const noun of [...inOrder].reverse()) await tx.run(`DELETE FROM ${nouns.get(noun).table}`);
    for (const noun of inOrder) await insertRows(tx, company, noun);
    const people = (company.user ?? []).flatMap((user) =>
      rolesOf(user).map((role, position) => ({ user_pk: user.pk, role, position })),
    );
    await insert(tx, 'user_roles', people);
    await insert(
      tx,
      'history',
      past.map((entry) => ({
        id: idToBytes(entry.id),
        noun: entry.noun,
        record_pk: entry.recordPk,
        at: entry.at,
        // Whoever is not there any more, nobody is told of.
        by_user_pk: company.user?.some(({ pk }) => pk === entry.byPk) ? entry.byPk : null,
        by_client_pk: null,
        action: entry.action,
        changes: JSON.stringify(entry.changes),
      })),
    );
  });
}

async function insertRows(tx: SqlRunner, company: Company, noun: string): Promise<void> {
  const definition = nouns.get(noun);
  const rows = company[noun] ?? [];
  const keys = new Map<number, Buffer>();
  const secrets = [...definition.fields.values()].some((field) => field.kind === 'secret');
  for (const { pk } of secrets ? rows : []) {
    const { wrappedKey, keyVersion } = vault.newSubjectKey({ noun, pk });
    keys.set(pk, wrappedKey);
    await insert(tx, 'subject_keys', [{ noun, record_pk: pk, key_version: keyVersion, wrapped_key: wrappedKey }]);
  }
  await insert(
    tx,
    definition.table,
    rows.map((row) => columnsOf(company, noun, row, keys.get(row.pk))),
  );
  const externalIds = rows.flatMap((row) =>
    (listOf(row.externalIds) as { source: string; id: string }[]).map(({ source, id }) => ({
      noun,
      record_pk: row.pk,
      source,
      external_id: id,
    })),
  );
  await insert(tx, 'external_ids', externalIds);
  const tags = rows.flatMap((row) =>
    (listOf(row.tags) as string[]).map((tag) => ({ customer_pk: row.pk, tag, tag_fold: fold(tag) })),
  );
  await insert(tx, 'customer_tags', tags);
  const several = [...definition.fields.values()].filter(({ kind }) => kind === 'choices');
  const choices = several.flatMap(({ name, custom }) =>
    rows.flatMap((row) =>
      (listOf(row[name]) as string[]).map((choice) => ({ field_pk: custom!.pk, record_pk: row.pk, choice })),
    ),
  );
  await insert(tx, 'custom_choices', choices);
}

type Columns = Record<string, SqlValue>;

function columnsOf(company: Company, noun: string, row: Row, key: Buffer | undefined): Columns {
  const columns: Columns = { pk: row.pk };
  for (const field of nouns.get(noun).fields.values()) {
    if (field.column === '') continue;
    const value = field.derivation ? storedDerived(company, row, field) : (row[field.name] ?? null);
    Object.assign(columns, columnOf(noun, row.pk, field, value, key));
  }
  if (noun === 'team') columns.path = row.parent ? `/${String(row.parent)}/${row.pk}/` : `/${row.pk}/`;
  return columns;
}

function columnOf(noun: string, pk: number, field: Field, value: unknown, key: Buffer | undefined): Columns {
  const { column } = field;
  if (field.kind === 'secret') {
    const text = value as string | null;
    return {
      [column]: text === null ? null : vault.encrypt({ noun, pk }, field.name, key!, text),
      [`${column}_index`]: text === null ? null : vault.blindIndex(noun, field.name, text),
    };
  }
  if (field.kind === 'id') return { [column]: idToBytes(value as string) };
  // A twin's list that does not parse goes in as it is.
  if (typeof value === 'string' && value.startsWith('{broken')) return { [column]: value };
  const stored = toStored(field, value);
  return Object.fromEntries(storedColumns(field).map((name, i) => [name, stored[i]!]));
}

/** The stored column of a derived value: over all live children, whoever asks. Sums of nasty amounts leave what a number holds. */
function storedDerived(company: Company, row: Row, field: Field): number | bigint | null {
  const { derivation } = field;
  if (derivation?.from !== 'children') return null;
  const many = nouns.field(field.noun, derivation.many);
  const values = (company[many.to!] ?? [])
    .filter((child) => isLive(child) && child[many.via!] === row.pk)
    .filter((child) => !derivation.sameCurrency || (child.currency !== null && child.currency === row.currency))
    .filter((child) => !derivation.except?.values.includes(String(child[derivation.except.field])))
    .map((child) => child[derivation.value])
    .filter((value): value is number => typeof value === 'number');
  if (derivation.aggregate === 'sum') return values.reduce((sum, value) => sum + BigInt(value), 0n);
  return values.length === 0 ? null : Math.max(...values);
}

async function insert(tx: SqlRunner, table: string, rows: readonly Columns[]): Promise<void> {
  if (rows.length === 0) return;
  const columns = Object.keys(rows[0]!);
  const places = `(${columns.map(() => '?').join(', ')})`;
  await tx.run(
    `INSERT INTO ${table} (${columns.join(', ')}) VALUES ${rows.map(() => places).join(', ')}`,
    rows.flatMap((row) => columns.map((column) => row[column]!)),
  );
}

/** Makes the audit trail tell of this many reads of records that nobody has. For those only who may not see the trail. */
export async function loadTrail(database: Database, of: readonly string[]): Promise<void> {
  await database.transaction(async (tx) => {
    await tx.run('DELETE FROM audit_entries');
    const rows = of.map((id) => ({
      id: idToBytes(id),
      at: 0,
      actor_type: 'system',
      action: 'read-sensitive',
      noun: 'customer',
      record_id: idToBytes(id),
      fields: '["nationalId"]',
    }));
    await insert(tx, 'audit_entries', rows);
  });
}
