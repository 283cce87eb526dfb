import { ConfigError } from '../config/config';
import { KehuError } from '../errors/errors';
import { UsageError, type Command, type CommandIo } from './command';

export interface Streams {
  out(text: string): void;
  err(text: string): void;
}

export type ExitCode = 0 | 1 | 2;

/**
 * Finds the command the arguments name and runs it: 0 when it worked, 1 when it did not (one line on stderr says why), 2 when
 * it was called wrongly.
 */
export async function runCommand(
  commands: readonly Command[],
  args: readonly string[],
  io: Omit<CommandIo, 'json' | 'out' | 'note'>,
  streams: Streams,
): Promise<ExitCode> {
  const command = longestMatch(commands, args);
  if (!command) return overview(commands, args, streams);
  const rest = args.slice(command.name.split(' ').length);
  if (rest.includes('--help') || rest.includes('-h')) {
    streams.out(`${command.help.trim()}\n`);
    return 0;
  }
  const json = rest.includes('--json');
  try {
    await command.run(
      rest.filter((arg) => arg !== '--json'),
      {
        ...io,
        json,
        out: (line) => streams.out(`${line}\n`),
        note: (line) => streams.err(`${line}\n`),
      },
    );
    return 0;
  } catch (error) {
    const wrongUse = error instanceof UsageError || isParseArgsError(error);
    streams.err(`${sentenceOf(error)}\n`);
    if (wrongUse) streams.err(`See: kehu ${command.name} --help\n`);
    return wrongUse ? 2 : 1;
  }
}

function longestMatch(commands: readonly Command[], args: readonly string[]): Command | undefined {
  const line = args.join(' ');
  return commands
    .filter(({ name }) => line === name || line.startsWith(`${name} `))
    .sort((a, b) => b.name.length - a.name.length)[0];
}

function overview(commands: readonly Command[], args: readonly string[], streams: Streams): ExitCode {
  const group = args[0];
  const known = commands.filter(({ name }) => name.startsWith(`${group} `));
  const asked = group === undefined || group === '--help' || group === '-h' || group === 'help';
  const shown = known.length ? known : commands;
  const width = Math.max(...shown.map(({ name }) => name.length));
  const text = [
    'Usage: kehu <command> [arguments]',
    '',
    ...shown.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`),
    '',
    'kehu <command> --help tells more. --json prints the result for programs.',
    'Exit code: 0 done, 1 did not work, 2 wrong use.',
    '',
  ].join('\n');
  if (asked || (known.length > 0 && args.some((arg) => arg === '--help' || arg === '-h'))) {
    streams.out(text);
    return 0;
  }
  if (known.length === 0) streams.err(`There is no command "${args[0]}".\n`);
  streams.err(text);
  return 2;
}

const isParseArgsError = (error: unknown): boolean =>
  String((error as NodeJS.ErrnoException | null)?.code).startsWith('ERR_PARSE_ARGS');

/** One line without a stack. What an engine says may quote values of records, so unforeseen errors give their name alone. */
function sentenceOf(error: unknown): string {
  if (error instanceof KehuError || error instanceof ConfigError || error instanceof UsageError) return error.message;
  if (isParseArgsError(error)) return firstLine((error as Error).message);
  if (!(error instanceof Error)) return 'It did not work.';
  const { code } = error as NodeJS.ErrnoException;
  if (error.name === 'UnavailableError') return 'The database cannot be reached; check DATABASE_URL.';
  if (error.name === 'BusyError') return 'The database is busy with another program; try again in a moment.';
  if (code !== undefined || 'sql' in error || 'query' in error) return `It did not work (${code ?? error.name}).`;
  return firstLine(error.message);
}

const firstLine = (text: string): string => text.split('\n', 1)[0] ?? '';
