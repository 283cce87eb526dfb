import type { FastifyInstance } from 'fastify';
import type { Kehu } from '../app';
import { badInput } from '../errors/errors';
import type { ErrorFormatter } from '../errors/format-error';
import { exporting } from '../exports/export-records';
import type { RequestContext } from '../graphql/context';
import { languageOf } from '../graphql/language';
import { answerBytes, answerFiles, answerFormats, type AnswerFormat } from '../questions/answer-file';
import { answerQuestion, auditAnswer } from '../questions/answer-question';
import { identify, sendFile, statusOfRefusal } from './files-route';
import { callerOf, refuse } from './graphql-route';

export interface QueryFileRouteOptions {
  kehu: Pick<Kehu, 'authenticate' | 'schemaOf' | 'readingMuch' | 'decorate'>;
  formatError: ErrorFormatter;
  secureCookies: boolean;
  clock?: () => number;
}

/** What to ask, and what its answer is written as. */
interface Wanted {
  document: string;
  variables: Readonly<Record<string, unknown>>;
  format: AnswerFormat;
  /** Of the file, without ending. */
  name: string;
  /** Under which key of the answer the rows of a table stand; null: those of its first list. */
  list: string | null;
}

/**
 * `POST /files/query`: the answer to a query as a file. It is asked through the view of exports: what one may see and not
 * export stays behind, as in every file.
 */
export function queryFileRoute(app: FastifyInstance, options: QueryFileRouteOptions): void {
  const { kehu, formatError, clock = Date.now } = options;
  app.post('/files/query', async (request, reply) => {
    const language = languageOf(request.headers['accept-language']);
    try {
      const { principal, credential } = await identify(request, options);
      const { document, variables, format, name, list } = wantedOf(request.body);
      const caller = callerOf(reply);
      const reading = exporting(kehu.readingMuch(principal, language, caller));
      const context = Object.assign(
        kehu.decorate({
          principal,
          credential,
          language,
          address: request.ip,
          userAgent: request.headers['user-agent'] ?? null,
          requestId: request.id,
          denied: 'null',
          idempotencyKey: null,
          note: { operation: null, codes: [], errorIds: [] },
          caller,
          setSessionCookie: () => undefined,
        } satisfies RequestContext),
        { reading: () => reading },
      );
      const answered = await answerQuestion(kehu.schemaOf(principal), { document, variables }, context, (parsed) =>
        context.services.mayRun(principal, parsed),
      );
      const bytes = answerBytes(answered, format, list);
      await auditAnswer(reading.runner, principal, answered.data, { format }, clock());
      const { extension, type } = answerFiles[format];
      return sendFile(reply, { name: `${name}.${extension}`, type, bytes });
    } catch (error) {
      return refuse(reply, formatError, error, statusOfRefusal(error), language);
    }
  });
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function wantedOf(body: unknown): Wanted {
  const { document, variables, format, name, list } = isObject(body) ? body : {};
  if (typeof document !== 'string') {
    throw badInput('document', 'Send a JSON object with a "document".', '请发送包含 document 的 JSON 对象。');
  }
  if (!(answerFormats as readonly unknown[]).includes(format)) {
    const formats = answerFormats.join(', ');
    throw badInput('format', `format is one of ${formats}.`, `format 可选：${formats}。`);
  }
  if (variables !== undefined && variables !== null && !isObject(variables)) {
    throw badInput('variables', 'variables is an object.', 'variables 必须是对象。');
  }
  const title = typeof name === 'string' ? name.trim().slice(0, 100) : '';
  return {
    document,
    variables: isObject(variables) ? variables : {},
    format: format as AnswerFormat,
    name: title === '' ? 'kehu' : title,
    list: typeof list === 'string' ? list : null,
  };
}
