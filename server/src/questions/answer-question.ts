import type { DocumentNode, GraphQLSchema } from 'graphql';
import { actorOf, append } from '../audit/audit';
import type { SqlRunner } from '../database/database';
import { costLimit, costOf } from '../graphql/cost';
import type { KehuContext } from '../graphql/kehu-context';
import { tooExpensive } from '../graphql/limits';
import { notTrusted } from '../graphql/trusted-documents';
import { isHeavy } from '../graphql/weight';
import type { Answered } from './answer-file';
import { answerTable } from './answer-table';
import { checkedDocument, runDocument, type Question } from './run-document';

/**
 * Asks a question within the budget of a request, through the view of the context.
 * @param mayAsk whether this document may be asked by whom the context is of
 * @throws KehuError FORBIDDEN, BAD_USER_INPUT, QUERY_TOO_EXPENSIVE; also where only a part of the answer is refused
 */
export async function answerQuestion(
  schema: GraphQLSchema,
  question: Question,
  context: KehuContext,
  mayAsk: (document: DocumentNode) => boolean,
): Promise<Answered> {
  const document = checkedDocument(schema, question);
  const cost = costOf(schema, document, question.variables);
  if (cost > costLimit) {
    throw tooExpensive({ en: 'records to touch at most', zh: '条最多可能涉及的记录' }, cost, costLimit);
  }
  if (!mayAsk(document)) throw notTrusted();
  context.heavy = isHeavy(schema, document, question.variables, cost);
  const { data, errors } = await runDocument(schema, document, question, context);
  const [error] = errors ?? [];
  if (error) throw error.originalError ?? error;
  return { schema, document, data };
}

/** Writes to the trail that an answer leaves as a file: which columns, how many rows, no values. */
export async function auditAnswer(
  runner: SqlRunner,
  principal: KehuContext['principal'] & object,
  data: unknown,
  detail: Readonly<Record<string, unknown>>,
  now: number,
): Promise<number> {
  const { headers, rows } = answerTable(data);
  const entry = {
    actor: actorOf(principal),
    action: 'export' as const,
    fields: headers,
    detail: { ...detail, rows: rows.length },
  };
  await append(runner, entry, now);
  return rows.length;
}
