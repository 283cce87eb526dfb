import { parseArgs } from 'node:util';
import type { Database } from '../database/database';
import { migrate } from '../database/migrate';
import { openDatabase } from '../database/open-database';
import { storedNouns } from '../custom-fields/stored-nouns';
import { NounRegistry } from '../model/registry';
import { nounDefinitions } from '../nouns';
import { checkSearchIndex } from '../search/check-search-index';
import { fillSearchIndex } from '../search/fill-search-index';
import type { Command, CommandIo } from './command';

const builtIn = new NounRegistry(nounDefinitions);

async function withDatabase(io: CommandIo, work: (database: Database) => Promise<void>): Promise<void> {
  const { url } = io.config().database;
  await migrate(url);
  const database = openDatabase(url);
  try {
    await work(database);
  } finally {
    await database.close();
  }
}

const rebuild: Command = {
  name: 'search rebuild',
  summary: 'build the search index anew from the records',
  help: `
Usage: kehu search rebuild

Builds the index of the search anew. Kehu keeps it by itself; this is for a database that something else wrote to, and
takes away what records were kept under before they changed. Searches go on meanwhile, with the index there is.`,
  async run(args, io) {
    parseArgs({ args: [...args], options: {} });
    await withDatabase(io, (database) =>
      fillSearchIndex(database, storedNouns(database, builtIn), (line) => io.note(line)),
    );
    io.out(io.json ? JSON.stringify({ rebuilt: true }) : 'The search index is built.');
  },
};

const check: Command = {
  name: 'search check',
  summary: 'compare the search index with the records',
  help: `
Usage: kehu search check [--json]

Tells for each kind of record how many the search could miss. Nobody should write meanwhile. Fails where it could miss one:
kehu search rebuild mends it.`,
  async run(args, io) {
    parseArgs({ args: [...args], options: {} });
    await withDatabase(io, async (database) => {
      const checks = await checkSearchIndex(database, storedNouns(database, builtIn));
      if (io.json) io.out(JSON.stringify(checks));
      for (const { noun, built, records, changed, missing } of io.json ? [] : checks) {
        const state = built ? `${missing} missing, ${changed} to catch up with` : 'not built yet; searches look at all';
        io.out(`${noun}: ${records} records, ${state}`);
      }
      if (checks.some(({ built, missing }) => built && missing > 0)) {
        throw new Error('The search index lacks records; run: kehu search rebuild');
      }
    });
  },
};

export const searchCommands: readonly Command[] = [rebuild, check];
