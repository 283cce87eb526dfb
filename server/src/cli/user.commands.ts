import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import { fold } from '@kehu/shared';
import { renewApiKey } from '../accounts/api-keys';
import {
  createUser,
  listUsers,
  setDisabled,
  setPassword,
  setRoles,
  userByEmail,
  type KnownUser,
} from '../accounts/users';
import type { SqlRunner } from '../database/database';
import { badInput } from '../errors/errors';
import { withAccounts } from './accounts-session';
import { UsageError, type Command, type CommandIo } from './command';

const passwordHelp = `
  --ask        ask for the password (or read one line that is piped in) instead of making one up`;

/** A password nobody has to think of: 120 random bits, shown once. */
const madeUp = (): string => randomBytes(15).toString('base64url');

const one = (positionals: readonly string[], what: string): string => {
  if (positionals.length !== 1) throw new UsageError(`Name exactly one ${what}.`);
  return positionals[0] as string;
};

const shown = ({ id, email, name, disabled }: KnownUser): object => ({ id, email, name, disabled });

const tell = (io: CommandIo, result: object, line: string): void => io.out(io.json ? JSON.stringify(result) : line);

// Raw SQL: the operator has no principal.
async function teamPk(runner: SqlRunner, name: string): Promise<number> {
  const rows = await runner.rows('SELECT pk FROM teams WHERE name_fold = ?', [fold(name.trim())]);
  if (rows.length !== 1) {
    throw badInput(
      'team',
      `${rows.length || 'No'} teams are called "${name}".`,
      `名为“${name}”的团队有 ${rows.length} 个。`,
    );
  }
  return Number(rows[0]?.[0]);
}

const create: Command = {
  name: 'user create',
  summary: 'create a user who can sign in',
  help: `
Usage: kehu user create EMAIL --name NAME --role ROLE [--role ROLE ...] [--team TEAM] [--title TITLE]
                        [--locale en|zh-CN] [--ask] [--json]

  --role       role key, in order: the first one decides the default purpose
  --team       name of the home team${passwordHelp}`,
  async run(args, io) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        name: { type: 'string' },
        role: { type: 'string', multiple: true },
        team: { type: 'string' },
        title: { type: 'string' },
        locale: { type: 'string' },
        ask: { type: 'boolean' },
      },
    });
    const email = one(positionals, 'e-mail address');
    if (!values.name || !values.role?.length) throw new UsageError('--name and --role are needed.');
    if (values.locale !== undefined && !['en', 'zh-CN'].includes(values.locale)) {
      throw new UsageError('--locale is en or zh-CN.');
    }
    const { name, role: roles, title, locale } = values;
    const password = values.ask ? await io.secretLine('Password: ') : madeUp();
    await withAccounts(io, async (services) => {
      const user = await createUser(services, {
        email,
        name,
        roles,
        password,
        title: title ?? null,
        ...(locale && { locale }),
        teamPk: values.team === undefined ? null : await teamPk(services.database, values.team),
      });
      const secret = values.ask ? {} : { password };
      tell(io, { ...shown(user), roles, ...secret }, `Created ${email}.${values.ask ? '' : ` Password: ${password}`}`);
    });
  },
};

const disabling = (word: 'disable' | 'enable'): Command => ({
  name: `user ${word}`,
  summary: word === 'disable' ? 'close an account: ends its sessions and keys' : 'open a closed account again',
  help: `
Usage: kehu user ${word} EMAIL [--json]

${word === 'disable' ? 'Sessions and keys of the user end at their next operation.' : 'Ended sessions stay ended; keys the user made work again.'}`,
  async run(args, io) {
    const { positionals } = parseArgs({ args: [...args], allowPositionals: true, options: {} });
    const email = one(positionals, 'e-mail address');
    await withAccounts(io, async (services) => {
      const user = await userByEmail(services.database, email);
      await setDisabled(services, user, word === 'disable');
      tell(io, { ...shown(user), disabled: word === 'disable' }, `${user.email} is ${word}d.`);
    });
  },
});

const password: Command = {
  name: 'user password',
  summary: 'set a password: ends the sessions of the user',
  help: `
Usage: kehu user password EMAIL [--ask] [--json]
${passwordHelp}`,
  async run(args, io) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { ask: { type: 'boolean' } },
    });
    const email = one(positionals, 'e-mail address');
    const secret = values.ask ? await io.secretLine('New password: ') : madeUp();
    await withAccounts(io, async (services) => {
      const user = await userByEmail(services.database, email);
      await setPassword(services, user, secret);
      tell(
        io,
        { ...shown(user), ...(!values.ask && { password: secret }) },
        values.ask ? `The password of ${user.email} is set.` : `Password of ${user.email}: ${secret}`,
      );
    });
  },
};

const roles: Command = {
  name: 'user roles',
  summary: 'replace the roles of a user',
  help: `
Usage: kehu user roles EMAIL ROLE [ROLE ...] [--json]

The first role decides the default purpose.`,
  async run(args, io) {
    const { positionals } = parseArgs({ args: [...args], allowPositionals: true, options: {} });
    const [email, ...keys] = positionals;
    if (email === undefined || keys.length === 0) throw new UsageError('Name an e-mail address and at least one role.');
    await withAccounts(io, async (services) => {
      const user = await userByEmail(services.database, email);
      await setRoles(services, user, keys);
      tell(io, { ...shown(user), roles: keys }, `${user.email} is now ${keys.join(', ')}.`);
    });
  },
};

const list: Command = {
  name: 'user list',
  summary: 'list the users',
  help: 'Usage: kehu user list [--json]',
  async run(args, io) {
    parseArgs({ args: [...args], options: {} });
    await withAccounts(io, async ({ database }) => {
      const users = await listUsers(database);
      if (io.json) {
        const rows = users.map((user) => ({
          ...shown(user),
          roles: user.roles,
          lastSignIn: user.lastSignIn === null ? null : new Date(user.lastSignIn).toISOString(),
        }));
        io.out(JSON.stringify({ users: rows }));
        return;
      }
      for (const user of users) {
        io.out([user.email, user.roles.join(',') || '-', user.disabled ? 'disabled' : 'open', user.name].join('\t'));
      }
    });
  },
};

const demoKey: Command = {
  name: 'user demo-key',
  summary: 'make a new key for the demo-erp client and end the old one',
  help: `
Usage: kehu user demo-key [--json]

Prints the new key once; it is stored as a hash.`,
  async run(args, io) {
    parseArgs({ args: [...args], options: {} });
    await withAccounts(io, async (services) => {
      const { key, prefix } = await renewApiKey(services, 'demo-erp');
      tell(io, { name: 'demo-erp', key, prefix }, key);
    });
  },
};

/** `kehu user ...` */
export const userCommands: readonly Command[] = [
  create,
  list,
  roles,
  password,
  disabling('disable'),
  disabling('enable'),
  demoKey,
];
