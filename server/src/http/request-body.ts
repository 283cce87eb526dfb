import { KehuError } from '../errors/errors';

/** A GraphQL request as it may come in a body. */
export interface GraphqlBody {
  query: string;
  variables?: Record<string, unknown> | null;
  operationName?: string | null;
  extensions?: Record<string, unknown> | null;
}

const malformed = (field: string, en: string, zh: string): KehuError =>
  new KehuError('BAD_USER_INPUT', { en, zh }, field ? [field] : []);

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isAbsent = (value: unknown): value is null | undefined => value === undefined || value === null;

/**
 * Checks the shape of a body before anything is parsed.
 * @throws KehuError BAD_USER_INPUT saying what a body looks like.
 */
export function graphqlBody(body: unknown): GraphqlBody {
  if (Array.isArray(body)) {
    throw malformed(
      '',
      'Batches are not taken; send one operation a request.',
      '不支持批量请求，请每次只发送一个操作。',
    );
  }
  if (!isRecord(body) || typeof body.query !== 'string' || body.query.trim() === '') {
    throw malformed(
      'query',
      'Send a JSON object with the document as the string "query".',
      '请发送 JSON 对象，并以字符串 query 提供查询文档。',
    );
  }
  if (!isAbsent(body.variables) && !isRecord(body.variables)) {
    throw malformed('variables', '"variables" must be an object.', 'variables 必须是对象。');
  }
  if (!isAbsent(body.operationName) && typeof body.operationName !== 'string') {
    throw malformed('operationName', '"operationName" must be a string.', 'operationName 必须是字符串。');
  }
  if (!isAbsent(body.extensions) && !isRecord(body.extensions)) {
    throw malformed('extensions', '"extensions" must be an object.', 'extensions 必须是对象。');
  }
  return body as unknown as GraphqlBody;
}
