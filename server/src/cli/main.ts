import { readConfig } from '../config/config';
import { readSecretLine } from './secret-line';
import type { Command } from './command';
import { auditAccessCommand } from './audit-access.command';
import { duplicatesCommand } from './duplicates.command';
import { exportCommand } from './export.command';
import { importCommand } from './import.command';
import { migrateCommand } from './migrate.command';
import { moveCommand } from './move.command';
import { runCommand } from './run-command';
import { searchCommands } from './search.commands';
import { userCommands } from './user.commands';

const commands: readonly Command[] = [
  migrateCommand,
  moveCommand,
  importCommand,
  exportCommand,
  duplicatesCommand,
  auditAccessCommand,
  ...searchCommands,
  ...userCommands,
];

void runCommand(
  commands,
  process.argv.slice(2),
  { config: readConfig, secretLine: readSecretLine },
  {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
  },
).then((code) => {
  // Not process.exit: what is still being written to a pipe would be lost.
  process.exitCode = code;
});
