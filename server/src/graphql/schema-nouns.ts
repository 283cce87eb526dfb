import type { GraphQLSchema } from 'graphql';
import type { NounRegistry } from '../model/registry';

const key = 'kehuNouns';

/** Tells a schema which nouns it was made from. */
export function keepNouns(schema: GraphQLSchema, nouns: NounRegistry): void {
  schema.extensions = { ...schema.extensions, [key]: nouns };
}

/** The nouns of a schema: what its documents are compiled with. */
export function nounsOf(schema: GraphQLSchema): NounRegistry {
  const nouns = schema.extensions[key] as NounRegistry | undefined;
  if (!nouns) throw new Error('a schema without nouns');
  return nouns;
}
