import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema, parse, validate } from 'graphql';
import { samples } from './samples';

const schema = buildSchema(readFileSync(join(__dirname, '../../../server/schema.graphql'), 'utf8'));

describe('sample queries', () => {
  it.each(samples.map(({ key, document }) => [key, document]))('%s is valid in the schema', (_key, document) => {
    expect(validate(schema, parse(document)).map(({ message }) => message)).toEqual([]);
  });
});
