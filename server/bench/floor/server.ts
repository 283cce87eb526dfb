import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { hashToken } from '../../src/accounts/tokens';
import { givenTables } from './given-tables';
import { kehuTables } from './kehu-tables';
import type { FloorPrincipal, Variables } from './principal';
import { openClient } from './sql-client';

// A floor: node:http, a driver, hand-written SQL, JSON.stringify and nothing else. Arguments: the tables (`given` or
// `kehu`), the address of the database, and for a floor without session look-up a file of principals by token.

const [tables, url, known] = process.argv.slice(2) as [string, string, string | undefined];
const answers = (tables === 'kehu' ? kehuTables : givenTables)(openClient(url));
const principals =
  known === undefined
    ? null
    : new Map(Object.entries(JSON.parse(readFileSync(known, 'utf8')) as Record<string, FloorPrincipal>));

const principalOf = (authorization: string): Promise<FloorPrincipal | null> | FloorPrincipal | null => {
  const token = authorization.slice('Bearer '.length);
  return principals ? (principals.get(token) ?? null) : answers.principalOf(hashToken(token));
};

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => void answer());
  const answer = async (): Promise<void> => {
    let body: string;
    let code = 200;
    try {
      const principal = await principalOf(request.headers.authorization ?? '');
      if (!principal) throw new Error('unauthenticated');
      const { operationName, variables } = JSON.parse(
        (chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)).toString(),
      ) as { operationName: string; variables: Variables };
      body = JSON.stringify({ data: await answers.operations[operationName]!(principal, variables) });
    } catch (error) {
      code = 500;
      body = JSON.stringify({ errors: [{ message: String(error) }] });
    }
    response.writeHead(code, {
      'content-type': 'application/json; charset=utf-8',
      'content-length': Buffer.byteLength(body),
    });
    response.end(body);
  };
});
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`${JSON.stringify({ port: (server.address() as { port: number }).port })}\n`);
});
