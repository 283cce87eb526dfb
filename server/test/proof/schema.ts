import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema } from 'graphql';

/** The schema that ships, as clients know it: types without resolvers. CI compares the file with what the server offers. */
export const schema = buildSchema(readFileSync(join(__dirname, '../../schema.graphql'), 'utf8'));
