import { createSourceEventStream, execute, GraphQLError, type ExecutionArgs, type ExecutionResult } from 'graphql';
import { KehuError } from '../errors/errors';
import type { RequestContext } from '../graphql/context';
import type { KehuContext } from '../graphql/kehu-context';
import type { Frame } from './subscriber';

/**
 * Runs a checked subscription: each change that is found for it is put in words by the resolvers, with the eyes it was
 * found with.
 * @returns the results as they come, or why it can't start
 */
export async function runSubscription(
  args: ExecutionArgs & { contextValue: KehuContext },
  decorate: (context: RequestContext) => KehuContext,
): Promise<AsyncIterableIterator<ExecutionResult> | ExecutionResult> {
  const source = await createSourceEventStream(args);
  if (!(Symbol.asyncIterator in source)) return { errors: (source.errors ?? []).map(asInput) };
  const frames = source as AsyncIterableIterator<Frame>;
  const results: AsyncIterableIterator<ExecutionResult> = {
    async next() {
      const { done, value: frame } = await frames.next();
      if (done) return { done: true, value: undefined };
      const { principal, ruleSet } = (frame as Frame).context;
      const context = Object.assign(decorate({ ...args.contextValue, principal }), { ruleSet: () => ruleSet });
      return { done: false, value: await execute({ ...args, rootValue: frame, contextValue: context }) };
    },
    async return() {
      await frames.return?.();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]: () => results,
  };
  return results;
}

/** Variables that don't fit: graphql-js says so without a code. */
const asInput = (error: GraphQLError): GraphQLError =>
  error.path || error.originalError instanceof KehuError
    ? error
    : new GraphQLError(error.message, { nodes: error.nodes, extensions: { code: 'BAD_USER_INPUT' } });
