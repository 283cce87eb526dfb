import {
  getOperationAST,
  GraphQLError,
  OperationTypeNode,
  parse,
  specifiedRules,
  validate,
  type DocumentNode,
  type GraphQLSchema,
} from 'graphql';
import { badInput } from '../errors/errors';
import { costOf, subscriptionCostLimit } from '../graphql/cost';
import { coercedVariables } from '../graphql/variables';
import { LimitsRule } from '../graphql/document-limits';
import { requestLimits, tooExpensive } from '../graphql/limits';
import { checkVariables } from '../graphql/variable-limits';

/** A subscription as a client sent it. */
export interface SentDocument {
  query: string;
  operationName?: string | null;
  variables?: Record<string, unknown> | null;
}

/**
 * Reads and checks a subscription under the limits that hold for posted operations.
 * @returns the document, or the errors to answer with
 */
export function subscriptionDocument(schema: GraphQLSchema, sent: SentDocument): DocumentNode | GraphQLError[] {
  let document: DocumentNode;
  try {
    document = parse(sent.query, { maxTokens: requestLimits.maxTokens });
  } catch (error) {
    return [refused(error as GraphQLError, 'GRAPHQL_PARSE_FAILED')];
  }
  const errors = validate(schema, document, [...specifiedRules, LimitsRule]);
  if (errors.length > 0) return errors.map((error) => refused(error, 'GRAPHQL_VALIDATION_FAILED'));
  try {
    checkOperation(schema, document, sent);
  } catch (error) {
    return [new GraphQLError((error as Error).message, { originalError: error as Error })];
  }
  const read = coercedVariables(schema, getOperationAST(document, sent.operationName)!, sent.variables ?? {});
  if (!('refusal' in read)) return document;
  const { message, nodes } = read.refusal;
  return [new GraphQLError(message, { nodes, extensions: { code: 'BAD_USER_INPUT' } })];
}

function checkOperation(schema: GraphQLSchema, document: DocumentNode, sent: SentDocument): void {
  const variables = sent.variables ?? {};
  const operation = getOperationAST(document, sent.operationName);
  if (operation?.operation !== OperationTypeNode.SUBSCRIPTION) {
    throw badInput(
      'query',
      'A socket takes one subscription at a time; send queries and mutations with POST.',
      'WebSocket 仅接受订阅，查询和修改请使用 POST。',
    );
  }
  checkVariables(document, variables);
  const cost = costOf(schema, document, variables);
  if (cost > subscriptionCostLimit) {
    throw tooExpensive({ en: 'records to touch at most', zh: '条最多可能涉及的记录' }, cost, subscriptionCostLimit);
  }
}

/** Marks an error of reading a document as what it is, for the formatter. */
function refused(error: GraphQLError, code: string): GraphQLError {
  if (error.originalError) return error;
  return new GraphQLError(error.message, {
    nodes: error.nodes,
    source: error.source,
    positions: error.positions,
    extensions: { code },
  });
}
