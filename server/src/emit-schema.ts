import { lexicographicSortSchema, printSchema } from 'graphql';
import { NounRegistry } from './model/registry';
import { nounDefinitions } from './nouns';
import { buildSchema } from './build-schema';

/** The schema as text, sorted, so that a diff shows what changed and nothing else. */
export const schemaText = (): string =>
  `${printSchema(lexicographicSortSchema(buildSchema(new NounRegistry(nounDefinitions))))}\n`;

if (require.main === module) process.stdout.write(schemaText());
