import type { Database } from '../../database/database';

/** All that imports write, by what it says, without keys and times. */
export async function contentsOf(database: Database): Promise<Record<string, string[]>> {
  const skip = /^(pk|id|created_at|updated_at|at|version|bank_account|national_id|wrapped_key|.*_pk)$/;
  const tables = [
    'customers',
    'contacts',
    'orders',
    'order_items',
    'opportunities',
    'products',
    'activities',
    'tickets',
    'customer_tags',
    'external_ids',
    'subject_keys',
  ];
  const all: Record<string, string[]> = {};
  for (const table of tables) {
    const names =
      database.dialect === 'mysql'
        ? (
            await database.rows(
              'SELECT COLUMN_NAME FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = ?',
              [table],
            )
          ).map(([name]) => String(name))
        : (await database.rows(`SELECT name FROM pragma_table_info('${table}')`)).map(([name]) => String(name));
    const columns = names.filter((name) => !skip.test(name)).sort();
    const quoted = columns.map((name) => (database.dialect === 'mysql' ? `\`${name}\`` : `"${name}"`)).join(', ');
    const rows = await database.rows(`SELECT ${quoted} FROM ${table}`);
    all[table] = rows
      .map((row) => JSON.stringify(row.map((value) => (Buffer.isBuffer(value) ? value.toString('hex') : value))))
      .sort();
  }
  return all;
}
