import { parseArgs } from 'node:util';
import { migrate } from '../database/migrate';
import { openDatabase } from '../database/open-database';
import { badInput } from '../errors/errors';
import { NounRegistry } from '../model/registry';
import { moveDatabase, type MovedTable } from '../move/move-database';
import { nounDefinitions } from '../nouns';
import { UsageError, type Command } from './command';

export const moveCommand: Command = {
  name: 'move',
  summary: 'copy everything to a database of either engine, every row compared',
  help: `
Usage: kehu move --to ADDRESS [--json]

Copies every row of DATABASE_URL to an empty database and compares each there with where it came from. Nothing of the
source changes. Stop Kehu first: what is written meanwhile is not copied.

  --to         sqlite:./data/other.db, mysql://user@host/database or mariadb://...

Afterwards start Kehu with DATABASE_URL naming the target and the same secret file: secrets are encrypted under it.
A target that holds rows is refused. After a copy that was cut off, run the command again: it begins anew.`,
  async run(args, io) {
    const { values } = parseArgs({ args: [...args], options: { to: { type: 'string' } } });
    const to = values.to;
    if (to === undefined || !/^(sqlite:.|(mysql|mariadb):\/\/.)/.test(to)) {
      throw new UsageError('--to takes an address, such as mysql://user@host/database.');
    }
    const { url } = io.config().database;
    if (to === url) throw badInput('to', 'The target is the database itself.', '目标就是当前数据库。');
    await migrate(url);
    await migrate(to);
    const [source, target] = [openDatabase(url), openDatabase(to)];
    try {
      const moved = await moveDatabase({
        from: source,
        to: target,
        nouns: new NounRegistry(nounDefinitions),
        onTable: ({ table, rows }: MovedTable) => {
          if (!io.json && rows > 0) io.note(`${table}: ${rows} rows, all alike`);
        },
      });
      await target.analyze();
      const rows = moved.reduce((sum, one) => sum + one.rows, 0);
      if (io.json) io.out(JSON.stringify({ tables: moved, rows }));
      else io.out(`Moved ${rows} rows of ${moved.length} tables; every one was compared.`);
    } finally {
      await source.close();
      await target.close();
    }
  },
};
