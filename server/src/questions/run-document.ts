import {
  execute,
  type GraphQLError,
  OperationTypeNode,
  parse,
  specifiedRules,
  validate,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLSchema,
} from 'graphql';
import { badInput } from '../errors/errors';
import { toldMessage } from '../errors/told-message';
import { backgroundCostLimit, costOf } from '../graphql/cost';
import type { KehuContext } from '../graphql/kehu-context';
import { coercedVariables } from '../graphql/variables';
import { LimitsRule } from '../graphql/document-limits';
import { limitRefusal, requestLimits, tooExpensive } from '../graphql/limits';
import { checkVariables } from '../graphql/variable-limits';

/** A document with its variables, as somebody wants it run outside a request. */
export interface Question {
  document: string;
  variables: Readonly<Record<string, unknown>>;
}

const refused = (message: string): Error =>
  badInput('document', `The document can't be run: ${message}`, `该查询无法执行：${message}`);

/**
 * Checks a document as a request would have it checked, but for its cost, which may be that of a job.
 * @throws KehuError BAD_USER_INPUT, QUERY_TOO_EXPENSIVE
 */
export function checkedDocument(schema: GraphQLSchema, { document, variables }: Question): DocumentNode {
  if (Buffer.byteLength(document) > requestLimits.maxBodyBytes) throw refused('it is too long.');
  let parsed: DocumentNode;
  try {
    parsed = parse(document, { maxTokens: requestLimits.maxTokens });
  } catch (error) {
    throw (
      limitRefusal(error, document, 'GRAPHQL_PARSE_FAILED') ?? refused(toldMessage((error as GraphQLError).message))
    );
  }
  const [wrong] = validate(schema, parsed, [...specifiedRules, LimitsRule], { maxErrors: 1 });
  if (wrong) throw wrong.originalError ?? limitRefusal(wrong, document) ?? refused(toldMessage(wrong.message));
  const operations = parsed.definitions.filter((definition) => definition.kind === 'OperationDefinition');
  if (operations.length !== 1 || operations[0]!.operation !== OperationTypeNode.QUERY) {
    throw refused('it must hold exactly one query.');
  }
  checkVariables(parsed, variables);
  const read = coercedVariables(schema, operations[0]!, variables);
  if ('refusal' in read) throw refused(toldMessage(read.refusal.message));
  const cost = costOf(schema, parsed, variables);
  if (cost > backgroundCostLimit) {
    throw tooExpensive({ en: 'records to touch at most', zh: '条最多可能涉及的记录' }, cost, backgroundCostLimit);
  }
  return parsed;
}

/** Runs a checked document as whoever the context is for. */
export async function runDocument(
  schema: GraphQLSchema,
  document: DocumentNode,
  { variables }: Question,
  contextValue: KehuContext,
): Promise<ExecutionResult> {
  return execute({ schema, document, variableValues: variables, contextValue });
}
