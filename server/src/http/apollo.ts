import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import { GraphQLError, type GraphQLSchema } from 'graphql';
import { speak, type ErrorFormatter } from '../errors/format-error';
import { KehuError } from '../errors/errors';
import type { RequestContext } from '../graphql/context';
import { LimitsRule, checkPageSizes, requestLimits } from '../graphql/limits';
import type { Logger } from './log';

export interface ApolloOptions<C extends RequestContext> {
  schema: GraphQLSchema;
  formatError: ErrorFormatter;
  log: Logger;
  plugins?: ApolloServerPlugin<C>[];
  stringifyResult?: (value: unknown) => string;
}

/**
 * Apollo Server with everything off that is not used: GET, batches, uploads, persisted queries (a cache, not a wall), cache
 * control (it hooks every field), landing pages, stack traces and suggestions. The schema itself is public.
 */
export function createApollo<C extends RequestContext>(options: ApolloOptions<C>): ApolloServer<C> {
  return new ApolloServer<C>({
    schema: options.schema,
    formatError: options.formatError,
    introspection: true,
    includeStacktraceInErrorResponses: false,
    hideSchemaDetailsFromClientErrors: true,
    allowBatchedHttpRequests: false,
    csrfPrevention: true,
    persistedQueries: false,
    stopOnTerminationSignals: false, // the composition root stops in its own order
    maxRecursiveSelections: requestLimits.maxSelections,
    parseOptions: { maxTokens: requestLimits.maxTokens },
    validationRules: [LimitsRule],
    logger: apolloLogger(options.log),
    ...(options.stringifyResult && { stringifyResult: options.stringifyResult }),
    plugins: [
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      requestPlugin<C>(),
      ...(options.plugins ?? []),
    ],
  });
}

/** Page sizes before execution; messages in the caller's language and a note for the log after it. */
function requestPlugin<C extends RequestContext>(): ApolloServerPlugin<C> {
  return {
    requestDidStart: async () => ({
      didResolveOperation: async ({ document, request }) => {
        try {
          checkPageSizes(document, request.variables);
        } catch (error) {
          if (!(error instanceof KehuError)) throw error;
          throw new GraphQLError(error.message, { originalError: error, extensions: { http: { status: 400 } } });
        }
      },
      willSendResponse: async ({ response, contextValue, operationName }) => {
        const { body } = response;
        if (body.kind !== 'single') return;
        const { errors } = body.singleResult;
        if (errors) body.singleResult.errors = speak(errors, contextValue.language);
        const { note } = contextValue;
        note.operation = operationName ?? null;
        note.errorIds = (errors ?? []).slice(0, 5).map((error) => String(error.extensions?.errorId));
        note.codes = [...new Set((errors ?? []).map((error) => String(error.extensions?.code)))];
      },
    }),
  };
}

/** Apollo logs free text that may quote what it met, so only warnings and errors pass, and without the values in quotes. */
function apolloLogger(log: Logger): { debug(): void; info(): void; warn(m?: unknown): void; error(m?: unknown): void } {
  const clean = (message: unknown): string => String(message).replace(/"[^"]*"|'[^']*'/g, '"…"');
  return {
    debug: () => undefined,
    info: () => undefined,
    warn: (message) => log.warn({ source: 'apollo' }, clean(message)),
    error: (message) => log.error({ source: 'apollo' }, clean(message)),
  };
}
