import { fold } from '@kehu/shared';
import { checkSecret } from '../accounts/secret-check';
import { createKehu, type Kehu } from '../app';
import type { Right } from '../access/policy';
import type { Principal } from '../access/principal';
import { loadSecrets } from '../config/secrets';
import type { Database, SqlRunner } from '../database/database';
import { openDatabase } from '../database/open-database';
import { badInput, forbidden } from '../errors/errors';
import type { WriteContext } from '../records/write-context';
import type { CommandIo } from './command';

export interface Acting {
  database: Database;
  kehu: Kehu;
  principal: Principal;
  /** A fresh context of writing as the user, for one operation. */
  writing(): WriteContext;
}

/**
 * Opens Kehu over the database of the settings and works as one of its users, with that user's rights and no others.
 * @throws KehuError where there is no such user, or it lacks the right
 */
export async function actingAs<T>(
  io: CommandIo,
  user: string,
  right: Right | null,
  work: (acting: Acting) => Promise<T>,
): Promise<T> {
  const config = io.config();
  const secrets = loadSecrets(config);
  const database = openDatabase(config.database.url);
  try {
    await checkSecret(database, secrets, config.secretFile);
    const kehu = await createKehu({ database, secrets });
    const principal = await kehu.authenticator.principalOfUser(await userPk(database, user));
    if (!principal) throw badInput('as', `The account ${user} is disabled.`, `账号 ${user} 已停用。`);
    if (right && !kehu.writing(principal).ruleSet.rights.has(right)) {
      throw forbidden(
        [],
        `The roles of ${user} do not carry the right ${right}.`,
        `${user} 的角色没有 ${right} 权限。`,
      );
    }
    return await work({ database, kehu, principal, writing: () => kehu.writing(principal) });
  } finally {
    await database.close();
  }
}

// Raw SQL: the user is looked up to find the principal.

/** Key of the one user with this e-mail address, or with this part before the @. */
async function userPk(runner: SqlRunner, user: string): Promise<number> {
  const name = fold(user.trim());
  const rows = name.includes('@')
    ? await runner.rows('SELECT pk FROM users WHERE email_fold = ?', [name])
    : await runner.rows('SELECT pk FROM users WHERE SUBSTR(email_fold, 1, ?) = ?', [[...name].length + 1, `${name}@`]);
  if (rows.length === 1) return Number(rows[0]![0]);
  throw rows.length === 0
    ? badInput(
        'as',
        `There is no user "${user}"; name one with --as EMAIL.`,
        `没有用户“${user}”，请用 --as 邮箱 指定。`,
      )
    : badInput(
        'as',
        `Several users are called "${user}"; name one by e-mail address.`,
        `有多个用户名为“${user}”，请使用邮箱。`,
      );
}
