import type { FastifyInstance } from 'fastify';
import type { Kehu } from '../app';
import type { ErrorFormatter } from '../errors/format-error';
import { languageOf } from '../graphql/language';
import { maxUploadBytes } from '../imports/uploads';
import { identify, sendFile, statusOfRefusal } from './files-route';
import { refuse } from './graphql-route';

export interface ImportsRouteOptions {
  kehu: Pick<Kehu, 'authenticate' | 'imports'>;
  formatError: ErrorFormatter;
  secureCookies: boolean;
}

/**
 * Uploads of files to be imported, and what was refused of them. Bytes come as application/octet-stream, which no form of
 * another site can send without being asked about first.
 */
export function importsRoute(app: FastifyInstance, options: ImportsRouteOptions): void {
  const { kehu, formatError } = options;
  void app.register(async (scope) => {
    scope.addContentTypeParser('application/octet-stream', (_request, payload, done) => done(null, payload));
    scope.post<{ Querystring: { name?: string } }>(
      '/files/imports',
      { bodyLimit: maxUploadBytes + 1 },
      async (request, reply) => {
        try {
          const { principal } = await identify(request, options);
          const name = String(request.query.name ?? 'file').slice(0, 255);
          const { id } = await kehu.imports.upload(principal, name, request.body as AsyncIterable<Buffer>);
          return reply.header('cache-control', 'no-store').code(201).send({ id });
        } catch (error) {
          request.raw.resume(); // what is still on its way is not read
          const language = languageOf(request.headers['accept-language']);
          return refuse(reply, formatError, error, statusOfRefusal(error), language);
        }
      },
    );
  });
  app.get<{ Params: { id: string } }>('/files/imports/:id/refused', async (request, reply) => {
    const language = languageOf(request.headers['accept-language']);
    try {
      const { principal } = await identify(request, options);
      return sendFile(reply, await kehu.imports.refused(principal, request.params.id, language));
    } catch (error) {
      return refuse(reply, formatError, error, statusOfRefusal(error), language);
    }
  });
}
