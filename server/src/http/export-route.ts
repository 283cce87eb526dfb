import type { FastifyInstance } from 'fastify';
import type { Kehu } from '../app';
import { badInput, KehuError, unauthenticated } from '../errors/errors';
import type { ErrorFormatter } from '../errors/format-error';
import { exportRequest, type ExportInput } from '../exports/export-input';
import { auditExport, exportedBytes, exporting, planOf } from '../exports/export-records';
import { fileOf } from '../exports/formats';
import { languageOf } from '../graphql/language';
import type { ReadContext } from '../query/context';
import { presentedToken } from './credentials';
import { requireOwnEyes, sendFile, statusOfRefusal } from './files-route';
import { callerOf, refuse } from './graphql-route';

export interface ExportRouteOptions {
  kehu: Pick<Kehu, 'authenticator' | 'schemaOf' | 'readingMuch' | 'viewKey'>;
  formatError: ErrorFormatter;
  secureCookies: boolean;
  clock?: () => number;
}

/**
 * `POST /files/export`: streams an export as it is made. For every page the credential is asked again; where it has ended, or shows
 * another view than at the start, the stream is cut off, so that nobody takes what is there for the whole.
 */
export function exportRoute(app: FastifyInstance, options: ExportRouteOptions): void {
  const { kehu, formatError, secureCookies, clock = Date.now } = options;
  app.post('/files/export', async (request, reply) => {
    const language = languageOf(request.headers['accept-language']);
    try {
      requireOwnEyes(request.headers);
      const token = presentedToken(request.headers, secureCookies);
      const header = request.headers['x-kehu-purpose'];
      const purpose = typeof header === 'string' ? header : undefined;
      const caller = callerOf(reply);
      if (token === null) throw unauthenticated();
      const contextOf = async (): Promise<ReadContext> => {
        const known = await kehu.authenticator.recheck(token, purpose);
        if (!known) throw unauthenticated();
        return exporting(kehu.readingMuch(known.principal, language, caller));
      };
      const first = await contextOf();
      const wanted = exportRequest(kehu.schemaOf(first.principal), first.nouns, bodyOf(request.body));
      const plan = planOf(first, wanted);
      const key = await kehu.viewKey(first.principal);
      await auditExport(first, wanted, plan, clock());
      const again = async (): Promise<ReadContext> => {
        const context = await contextOf();
        if (!(await kehu.viewKey(context.principal)).equals(key)) throw changed();
        return context;
      };
      const bytes = exportedBytes(again, plan, wanted);
      const head = await bytes.next(); // what is refused at the first page is an answer, not a torn file
      const all = async function* () {
        if (!head.done) yield head.value;
        yield* bytes;
      };
      return sendFile(reply, { ...fileOf(plan.noun, wanted.format, clock()), bytes: all() });
    } catch (error) {
      return refuse(reply, formatError, error, statusOfRefusal(error), language);
    }
  });
}

function bodyOf(body: unknown): ExportInput {
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as ExportInput;
  throw badInput('noun', 'Send a JSON object that names a "noun".', '请发送包含 noun 的 JSON 对象。');
}

const changed = (): KehuError =>
  new KehuError('CONFLICT', {
    en: 'What you may see has changed while this was written. Export again.',
    zh: '导出过程中您的可见范围发生了变化，请重新导出。',
  });
