import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const fallback = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Kehu</title>
<p>The app is not built. Run <code>npx -y pnpm@12 build</code> and start again. The API is at <code>/graphql</code>.</p>
<p>应用尚未构建，请运行 <code>npx -y pnpm@12 build</code> 后重新启动。</p></html>`;

/** Paths that belong to the server; an unknown one under them is an error, not a page of the app. */
const serverPaths = /^\/(graphql|files|oauth|healthz|readyz|metrics|assets)(\/|$)/;

/**
 * Serves the built app. Files under assets/ carry a hash in their name and are kept forever; the page itself is asked for
 * each time. Every other path is the app's own, so it gets the page.
 */
export async function staticApp(app: FastifyInstance, folder: string): Promise<void> {
  const built = existsSync(join(folder, 'index.html'));
  if (built) {
    await app.register(fastifyStatic, {
      root: folder,
      wildcard: false,
      index: 'index.html',
      cacheControl: false,
      setHeaders(response, path) {
        const hashed = path.startsWith(join(folder, 'assets'));
        response.setHeader('cache-control', hashed ? 'public, max-age=31536000, immutable' : 'no-cache');
      },
    });
  }
  app.setNotFoundHandler(async (request, reply) => {
    const path = request.url.split('?', 1)[0] ?? '/';
    const page = (request.method === 'GET' || request.method === 'HEAD') && !serverPaths.test(path);
    if (!page) {
      return reply.code(404).type('application/json; charset=utf-8').send('{"message":"There is no such address."}');
    }
    if (!built) return reply.code(200).type('text/html; charset=utf-8').send(fallback);
    return reply.header('cache-control', 'no-cache').sendFile('index.html');
  });
}
