import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Readable } from 'node:stream';
import type { Kehu } from '../app';
import { forbidden, unauthenticated, type ErrorCode, KehuError } from '../errors/errors';
import type { ErrorFormatter } from '../errors/format-error';
import { languageOf } from '../graphql/language';
import type { Download } from '../jobs/jobs';
import { presentedToken } from './credentials';
import { refuse, type Authenticated } from './graphql-route';

export interface FilesRouteOptions {
  kehu: Pick<Kehu, 'authenticate' | 'jobs'>;
  formatError: ErrorFormatter;
  secureCookies: boolean;
}

const statuses: Partial<Record<ErrorCode, number>> = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  CONFLICT: 409,
  BAD_USER_INPUT: 400,
  RATE_LIMITED: 429,
};

/** The status of a refusal outside GraphQL. */
export const statusOfRefusal = (error: unknown): number =>
  error instanceof KehuError ? (statuses[error.code] ?? 400) : 500;

/**
 * A preview shows what another sees on the page; files are one's own, made in one's own view, and none is brought in meanwhile.
 * @throws KehuError FORBIDDEN where the request is one of a preview
 */
export function requireOwnEyes(headers: FastifyRequest['headers']): void {
  if (headers['x-kehu-preview-as'] === undefined) return;
  throw forbidden(
    [],
    'A preview takes and gives no files. End it first.',
    '预览模式下不能上传或下载文件，请先退出预览。',
  );
}

/** Who asks for or brings a file, for the purpose stated, and by what. @throws KehuError UNAUTHENTICATED, FORBIDDEN in a preview */
export async function identify(
  { headers }: FastifyRequest,
  { kehu, secureCookies }: { kehu: Pick<Kehu, 'authenticate'>; secureCookies: boolean },
): Promise<Authenticated> {
  requireOwnEyes(headers);
  const token = presentedToken(headers, secureCookies);
  const purpose = headers['x-kehu-purpose'];
  const known =
    token === null ? null : await kehu.authenticate(token, typeof purpose === 'string' ? purpose : undefined);
  if (!known) throw unauthenticated();
  return known;
}

/** Files under /files: each is asked with a credential, and given as its owner's view is at that moment. */
export function filesRoute(app: FastifyInstance, options: FilesRouteOptions): void {
  const { kehu, formatError } = options;
  app.get<{ Params: { id: string } }>('/files/jobs/:id', async (request, reply) => {
    try {
      const { principal } = await identify(request, options);
      return sendFile(reply, await kehu.jobs.download(principal, request.params.id));
    } catch (error) {
      const language = languageOf(request.headers['accept-language']);
      return refuse(reply, formatError, error, statusOfRefusal(error), language);
    }
  });
}

/** Sends bytes to be saved, never to be shown by the browser or kept by anybody on the way. */
export function sendFile(reply: FastifyReply, file: Omit<Download, 'size'> & { size?: number }): FastifyReply {
  const ascii = file.name.replace(/[^\w.-]+/g, '_');
  const disposition = `attachment; filename="${ascii}"; filename*=UTF-8''${encodeURIComponent(file.name)}`;
  if (file.size !== undefined) reply.header('content-length', file.size);
  return reply
    .header('cache-control', 'no-store')
    .header('content-disposition', disposition)
    .header('x-content-type-options', 'nosniff')
    .type(file.type)
    .send(Readable.from(file.bytes, { objectMode: false }));
}
