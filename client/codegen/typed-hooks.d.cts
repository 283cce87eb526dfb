import type { DocumentNode, GraphQLSchema } from 'graphql';

export function plugin(
  schema: GraphQLSchema | undefined,
  documents: { document?: DocumentNode; location?: string }[],
): { prepend: string[]; content: string };
