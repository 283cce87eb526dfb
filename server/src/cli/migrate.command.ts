import { parseArgs } from 'node:util';
import { migrate } from '../database/migrate';
import type { Command } from './command';

export const migrateCommand: Command = {
  name: 'migrate',
  summary: 'bring the database up to date',
  help: `
Usage: kehu migrate [--json]

Runs the migrations that DATABASE_URL has not seen yet. Starting Kehu does the same.
Of several nodes that start together one migrates and the others wait.`,
  async run(args, io) {
    parseArgs({ args: [...args], options: {} });
    const names = await migrate(io.config().database.url);
    if (io.json) io.out(JSON.stringify({ migrations: names }));
    else io.out(names.length ? `Ran ${names.join(', ')}.` : 'The database is up to date.');
  },
};
