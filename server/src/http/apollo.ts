import {
  ApolloServer,
  HeaderMap,
  type ApolloServerOptions,
  type ApolloServerPlugin,
  type BaseContext,
  type GraphQLResponse,
} from '@apollo/server';
import { ApolloServerErrorCode } from '@apollo/server/errors';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import { GraphQLError, type GraphQLFormattedError, type GraphQLSchema } from 'graphql';
import { speak, type ErrorFormatter } from '../errors/format-error';
import { KehuError } from '../errors/errors';
import { stringifyAnswer } from '../graphql/compiled/json-text';
import { CompiledOperations } from '../graphql/compiled/operation';
import type { RequestContext } from '../graphql/context';
import type { KehuContext } from '../graphql/kehu-context';
import { LimitsRule } from '../graphql/document-limits';
import { requestLimits } from '../graphql/limits';
import { checkVariables } from '../graphql/variable-limits';
import type { Logger } from './log';

/** Documents by their digest. */
export type DocumentStore = NonNullable<ApolloServerOptions<BaseContext>['documentStore']>;

export interface ApolloOptions<C extends RequestContext> {
  schema: GraphQLSchema;
  formatError: ErrorFormatter;
  log: Logger;
  /** Where documents that were read and checked are kept; a store of this server's own unless given. */
  documents?: DocumentStore;
  plugins?: ApolloServerPlugin<C>[];
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
    // Our own formatter leaves suggestions out: Apollo's pattern for them goes back and forth in what a message quotes.
    hideSchemaDetailsFromClientErrors: false,
    allowBatchedHttpRequests: false,
    csrfPrevention: true,
    persistedQueries: false,
    ...(options.documents && { documentStore: options.documents }),
    stopOnTerminationSignals: false, // the composition root stops in its own order
    parseOptions: { maxTokens: requestLimits.maxTokens },
    validationRules: [LimitsRule],
    logger: apolloLogger(options.log),
    stringifyResult: stringifyAnswer,
    plugins: [
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      requestPlugin<C>(),
      ...(options.plugins ?? []),
      compiledPlugin<C>(options.schema, options.formatError),
    ],
  });
}

/** Runs operations on nouns compiled; what that leaves over, graphql-js executes. Same reads, same guard, same answers. */
function compiledPlugin<C extends RequestContext>(
  schema: GraphQLSchema,
  formatError: ErrorFormatter,
): ApolloServerPlugin<C> {
  const operations = new CompiledOperations(schema);
  return {
    requestDidStart: async () => ({
      responseForOperation: async ({ document, operation, request, contextValue }) => {
        if (!operation) return null; // graphql-js says which name is missing
        const context = contextValue as unknown as KehuContext;
        const answer = await operations.run(document, operation, request.variables ?? {}, context);
        if (!answer) return null;
        const { data, errors } = answer;
        if (answer.refused) return refused(errors.map((error) => formatError(asInput(error), error)));
        const formatted = errors.map((error) => formatError(asApolloHasIt(error), error));
        // Apollo passes data on as it is, down to `stringifyAnswer`.
        const singleResult = { ...(formatted.length > 0 && { errors: formatted }), data: data as never };
        return { http: { status: undefined, headers: new HeaderMap() }, body: { kind: 'single', singleResult } };
      },
    }),
  };
}

/** The answer to variables that don't fit: nothing was run. */
const refused = (errors: GraphQLFormattedError[]): GraphQLResponse => ({
  http: { status: 400, headers: new HeaderMap() },
  body: { kind: 'single', singleResult: { errors } },
});

const asInput = (error: GraphQLError): GraphQLFormattedError => ({
  ...error.toJSON(),
  extensions: { ...error.extensions, code: ApolloServerErrorCode.BAD_USER_INPUT },
});

/** What Apollo makes of an error of the executor before it has it formatted. */
const asApolloHasIt = (error: GraphQLError): GraphQLFormattedError => ({
  ...error.toJSON(),
  extensions: { ...error.extensions, code: error.extensions.code ?? ApolloServerErrorCode.INTERNAL_SERVER_ERROR },
});

/** Page sizes before execution; messages in the caller's language and a note for the log after it. */
function requestPlugin<C extends RequestContext>(): ApolloServerPlugin<C> {
  return {
    requestDidStart: async () => ({
      didResolveOperation: async ({ document, request }) => {
        try {
          checkVariables(document, request.variables);
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
