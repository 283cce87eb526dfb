import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { UsageError } from './command';

/** Reads one line from the terminal without showing it, or the first line of what is piped in. */
export function readSecretLine(prompt: string): Promise<string> {
  const terminal = process.stdin.isTTY === true;
  if (terminal) process.stderr.write(prompt);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const reader = createInterface({ input: process.stdin, output: silent, terminal });
  return new Promise((resolve, reject) => {
    let answered = false;
    reader.once('line', (line) => {
      answered = true;
      if (terminal) process.stderr.write('\n');
      resolve(line);
      reader.close();
    });
    reader.once('close', () => {
      if (!answered) reject(new UsageError('No password was given.'));
    });
  });
}
