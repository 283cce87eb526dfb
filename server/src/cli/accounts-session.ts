import { currentRules } from '../accounts/rule-versions';
import type { AccountServices } from '../accounts/users';
import { builtInRoles } from '../roles';
import type { SqlRunner } from '../database/database';
import { migrate } from '../database/migrate';
import { openDatabase } from '../database/open-database';
import type { Role } from '../access/policy';
import type { CommandIo } from './command';

/**
 * Opens the database of the settings, acts on accounts as the operator, and closes it again. The machine's own protection
 * decides who may be the operator, so there is no principal.
 */
export async function withAccounts<T>(io: CommandIo, work: (services: AccountServices) => Promise<T>): Promise<T> {
  const { url } = io.config().database;
  await migrate(url); // the first administrator may be made before the first start
  const database = openDatabase(url);
  try {
    const own = await administratorsRoles(database);
    return await work({
      database,
      clock: Date.now,
      roleOf: (key) => builtInRoles.find((role) => role.key === key) ?? own.get(key),
      actor: { type: 'system' },
    });
  } finally {
    await database.close();
  }
}

async function administratorsRoles(runner: SqlRunner): Promise<Map<string, Pick<Role, 'purposes'>>> {
  const { document } = await currentRules(runner);
  return new Map(document.roles.filter(({ retired }) => !retired).map((role) => [role.key, role]));
}
