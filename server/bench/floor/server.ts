import { readFileSync } from 'node:fs';
import { createFloor } from './create-floor';
import type { FloorPrincipal } from './principal';

// A floor as a process. Arguments: the tables (`given` or `kehu`), the address of the database, and for a floor without
// session look-up a file of principals by token.

const [tables, url, file] = process.argv.slice(2) as ['given' | 'kehu', string, string | undefined];
const known = file === undefined ? null : (JSON.parse(readFileSync(file, 'utf8')) as Record<string, FloorPrincipal>);
const server = createFloor(tables, url, known);
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`${JSON.stringify({ port: (server.address() as { port: number }).port })}\n`);
});
