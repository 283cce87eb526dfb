import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * The folder that holds `pnpm-workspace.yaml`; paths in settings and the built app are found from here, so that it
 * does not matter from which folder Kehu is started. Falls back to `otherwise` where there is no workspace around.
 */
export function projectRoot(from: string = __dirname, otherwise: string = process.cwd()): string {
  for (let folder = from; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'pnpm-workspace.yaml'))) return folder;
    if (dirname(folder) === folder) return otherwise;
  }
}
