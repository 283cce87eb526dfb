import { createServer, type Server } from 'node:http';
import { hashToken } from '../../src/accounts/tokens';
import { givenTables } from './given-tables';
import { kehuTables } from './kehu-tables';
import type { FloorPrincipal, Variables } from './principal';
import { openClient } from './sql-client';

/**
 * A floor: node:http, a driver, hand-written SQL, JSON.stringify and nothing else.
 * @param known principals by token, for a floor without session look-up
 */
export function createFloor(
  tables: 'given' | 'kehu',
  url: string,
  known: Readonly<Record<string, FloorPrincipal>> | null,
): Server {
  const answers = (tables === 'kehu' ? kehuTables : givenTables)(openClient(url));
  const principals = known && new Map(Object.entries(known));
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
  return server;
}
