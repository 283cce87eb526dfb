import type { Config } from '../config/config';

/** What a command may touch of the world. */
export interface CommandIo {
  /** The settings; read when first asked for, so that --help needs none. */
  config(): Config;
  /** A line of result, for people or pipes. */
  out(line: string): void;
  /** A line of progress or explanation; never part of the result. */
  note(line: string): void;
  /** Whether the caller wants the result as JSON. */
  json: boolean;
  /** One line that the caller types or pipes in, without showing it on a terminal. */
  secretLine(prompt: string): Promise<string>;
}

/** One word behind `kehu`, or two (`user create`). */
export interface Command {
  name: string;
  /** One line for the list of commands. */
  summary: string;
  /** What --help prints. */
  help: string;
  /**
   * Does it. Resolving is exit code 0.
   * @throws UsageError for exit code 2; anything else is exit code 1 and one line that says why
   */
  run(args: readonly string[], io: CommandIo): Promise<void>;
}

/** The command was called in a way it does not know. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}
