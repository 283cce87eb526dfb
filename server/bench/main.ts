import { projectRoot } from '../src/config/project-root';
import { openDataset } from './dataset';
import { optionsOf, usage } from './options';

const say = (line: string): void => void process.stderr.write(`${line}\n`);

async function main(): Promise<void> {
  const options = optionsOf(process.argv.slice(2), projectRoot());
  const dataset = await openDataset(options.data, options.engine, options.size, { keep: options.keep, tell: say });
  if (options.loadOnly) {
    say(`Loaded: DATABASE_URL=${dataset.kehuUrl} KEHU_SECRET_FILE=${dataset.secretFile} KEHU_DEMO=off`);
    say(`Tokens: ${JSON.stringify(dataset.tokens)}`);
  }
  await dataset.mariadb?.stop();
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n${usage}\n`);
  process.exitCode = 1;
});
