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

/** Bodies up to this long are parsed as they are: however deep, that takes no time. */
const shortBody = 65_536;
/** Deepest nesting of a body: that of variables, within the body. */
const maxBodyDepth = 200;

/** The refusal of such a body, with the status it has. */
export const bodyTooDeep = (): KehuError =>
  Object.assign(
    malformed(
      '',
      `The request is nested more than ${maxBodyDepth} levels deep.`,
      `请求的嵌套不能超过 ${maxBodyDepth} 层。`,
    ),
    { statusCode: 400 },
  );

/**
 * Whether the brackets of a JSON text go deeper than any request needs. A parser takes half a second for three megabytes of
 * brackets, and everybody waits for it; counting them takes a hundredth of that.
 */
export function isTooDeep(json: string): boolean {
  if (json.length <= shortBody) return false;
  let depth = 0;
  for (let at = 0; at < json.length; at++) {
    const code = json.charCodeAt(at);
    if (code === quote) {
      for (at++; at < json.length && json.charCodeAt(at) !== quote; at++) if (json.charCodeAt(at) === backslash) at++;
    } else if (code === bracket || code === brace) {
      if (++depth > maxBodyDepth) return true;
    } else if (code === endOfBracket || code === endOfBrace) {
      depth--;
    }
  }
  return false;
}

const [quote, backslash, bracket, brace, endOfBracket, endOfBrace] = [...'"\\[{]}'].map((one) => one.charCodeAt(0));
