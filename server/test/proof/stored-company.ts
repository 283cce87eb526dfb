import type { Company, Row } from '../../src/access/oracle/company';
import { nouns } from '../../src/access/oracle/testing/test-world';
import type { SqlRow, SqlRunner, SqlValue } from '../../src/database/database';
import type { Field } from '../../src/model/registry';
import { bytesToId, textOf } from '../../src/query/values';
import { inOrder } from './companies';
import type { WriteVault } from '../../src/records/write-context';
import { vault } from './load-company';

/** Whose secrets the database was written with, and the records to read of each noun; all of them unless said. */
interface Stored {
  opener?: WriteVault;
  keys?: ReadonlyMap<string, readonly number[]>;
}

/** The company that a database holds, in the form of the oracle: what a sequence of writes has come to. */
export async function storedCompany(runner: SqlRunner, { opener = vault, keys: only }: Stored = {}): Promise<Company> {
  const keys = new Map<string, Buffer>();
  for (const [noun, pk, key] of await besides(runner, 'noun, record_pk, wrapped_key FROM subject_keys', only)) {
    keys.set(`${String(noun)} ${Number(pk)}`, key as Buffer);
  }
  const externalIds = new Map<string, { source: string; id: string }[]>();
  for (const [noun, pk, source, id] of await besides(
    runner,
    'noun, record_pk, source, external_id FROM external_ids',
    only,
    'ORDER BY source, external_id',
  )) {
    const key = `${String(noun)} ${Number(pk)}`;
    externalIds.set(key, [...(externalIds.get(key) ?? []), { source: String(source), id: String(id) }]);
  }
  const company: Record<string, Row[]> = {};
  for (const name of inOrder) {
    const noun = nouns.get(name);
    // What is added here is not what a company has added to its own records.
    const fields = [...noun.fields.values()].filter(
      (field) => field.column !== '' && !field.derivation && !(field.custom && only),
    );
    const among = only?.get(name);
    const rows =
      among?.length === 0
        ? []
        : await runner.rows(
            `SELECT pk, ${fields.map((field) => field.column).join(', ')} FROM ${noun.table}
             ${among ? `WHERE pk IN (${among.map(() => '?').join(', ')})` : ''} ORDER BY pk`,
            among ? [...among] : [],
          );
    company[name] = rows.map((values) => {
      const pk = Number(values[0]);
      const cells = fields.map((field, i): [string, unknown] => [
        field.name,
        valueOf(field, values[i + 1] as SqlValue, pk, keys.get(`${name} ${pk}`), opener),
      ]);
      const row = { pk, ...Object.fromEntries(cells) } as Row;
      return noun.features.externalIds ? { ...row, externalIds: externalIds.get(`${name} ${pk}`) ?? [] } : row;
    });
  }
  return company;
}

/** Rows of a table beside the nouns' own: of the records to read, or all. */
async function besides(runner: SqlRunner, what: string, only: Stored['keys'], order = ''): Promise<SqlRow[]> {
  if (!only) return runner.rows(`SELECT ${what} ${order}`);
  const found: SqlRow[] = [];
  for (const [noun, keys] of only) {
    if (keys.length === 0) continue;
    const places = keys.map(() => '?').join(', ');
    found.push(
      ...(await runner.rows(`SELECT ${what} WHERE noun = ? AND record_pk IN (${places}) ${order}`, [noun, ...keys])),
    );
  }
  return found;
}

function valueOf(field: Field, value: SqlValue, pk: number, key: Buffer | undefined, opener: WriteVault): unknown {
  if (value === null) return null;
  switch (field.kind) {
    case 'id':
      return bytesToId(value as Buffer);
    case 'secret':
      return key ? opener.decrypt({ noun: field.noun, pk }, field.name, key, value as Buffer) : null;
    case 'boolean':
      return Number(value) === 1;
    case 'decimal':
    case 'integer':
    case 'dateTime':
    case 'link':
      return Number(value);
    case 'json':
    case 'phones':
    case 'emails':
    case 'addresses':
    case 'tags':
    case 'choices':
      return parsed(String(textOf(value)));
    default:
      return String(textOf(value));
  }
}

/** What does not parse stays text: nobody sees it. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
