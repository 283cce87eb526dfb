import type { ApolloServer } from '@apollo/server';
import type { GraphQLSchema } from 'graphql';
import type { RequestContext } from '../graphql/context';
import { createApollo, type ApolloOptions } from './apollo';

/** Servers that are kept beside that of the built-in schema; the one used longest ago goes first. */
const maxServers = 16;

/** One Apollo Server a schema: its documents are read, checked and compiled for that schema alone. */
export class Apollos<C extends RequestContext> {
  private readonly first: Promise<ApolloServer<C>>;
  private readonly others = new Map<GraphQLSchema, Promise<ApolloServer<C>>>();

  constructor(private readonly options: ApolloOptions<C>) {
    this.first = started(options);
  }

  of(schema: GraphQLSchema): Promise<ApolloServer<C>> {
    if (schema === this.options.schema) return this.first;
    let server = this.others.get(schema);
    this.others.delete(schema);
    server ??= started({ ...this.options, schema });
    this.others.set(schema, server);
    // What still runs on a server that is let go of here ends as it would have.
    if (this.others.size > maxServers) this.others.delete(this.others.keys().next().value!);
    return server;
  }

  async stop(): Promise<void> {
    for (const server of [this.first, ...this.others.values()]) await (await server).stop();
  }
}

async function started<C extends RequestContext>(options: ApolloOptions<C>): Promise<ApolloServer<C>> {
  const server = createApollo(options);
  await server.start();
  return server;
}
