import type { ApolloServerPlugin } from '@apollo/server';
import { GraphQLError } from 'graphql';
import type { ChangeHub } from '../changes/hub';
import { costLimit, costOf } from './cost';
import type { KehuContext } from './kehu-context';
import { tooExpensive } from './limits';
import { notTrusted } from './trusted-documents';
import { checkVariables } from './variable-limits';
import { isHeavy } from './weight';

/** What happens around every operation: who may run it, what it may cost, who is told of what it wrote. */
export const operationPlugins = (changes: ChangeHub): ApolloServerPlugin<KehuContext>[] => [
  trustPlugin(),
  costPlugin(),
  changesPlugin(changes),
];

/**
 * Refuses documents of one's own to those who may run the app's alone. Who is not signed in gets nowhere by any document, and by
 * one that signs in no further than whom it signs in.
 */
function trustPlugin(): ApolloServerPlugin<KehuContext> {
  return {
    requestDidStart: async () => ({
      didResolveOperation: async ({ document, contextValue }) => {
        const { principal, services } = contextValue;
        contextValue.document = document;
        if (!principal || services.mayRun(principal, document)) return;
        const error = notTrusted();
        throw new GraphQLError(error.message, { originalError: error, extensions: { http: { status: 200 } } });
      },
    }),
  };
}

/** Refuses a document over the budget before anything of it runs. */
function costPlugin(): ApolloServerPlugin<KehuContext> {
  return {
    requestDidStart: async () => ({
      didResolveOperation: async ({ schema, document, request, operation, contextValue }) => {
        checkVariables(document, request.variables);
        const cost = costOf(schema, document, request.variables);
        if (cost <= costLimit) {
          // A write is finished whether or not anybody waits for it.
          if (operation?.operation !== 'query') delete contextValue.caller;
          else contextValue.heavy = isHeavy(schema, document, request.variables ?? {}, cost);
          return;
        }
        const error = tooExpensive({ en: 'records to touch at most', zh: '条最多可能涉及的记录' }, cost, costLimit);
        throw new GraphQLError(error.message, {
          originalError: error,
          extensions: { http: { status: 400 }, cost, limit: costLimit },
        });
      },
    }),
  };
}

/** What a mutation wrote is told to subscribers soon, without waiting for the next look. */
function changesPlugin(changes: ChangeHub): ApolloServerPlugin<KehuContext> {
  return {
    requestDidStart: async () => ({
      willSendResponse: async ({ operation }) => {
        if (operation?.operation === 'mutation') changes.kick();
      },
    }),
  };
}
