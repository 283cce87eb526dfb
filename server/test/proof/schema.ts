import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema, extendSchema, parse, type GraphQLSchema } from 'graphql';
import type { World } from '../../src/access/oracle/company';
import { nouns } from '../../src/access/oracle/testing/test-world';
import { visibleCustom } from '../../src/access/visible-custom';
import { customSdl } from '../../src/graphql/custom/custom-sdl';
import { sharedRuleSet } from './rule-sets';

/** The schema that ships, as clients know it: types without resolvers. CI compares the file with what the server offers. */
export const schema = buildSchema(readFileSync(join(__dirname, '../../schema.graphql'), 'utf8'));

const extended = new Map<string, GraphQLSchema>();

/** Numbers of the added fields that the principal of the world can know of; names the schema that it is offered. */
export const offeredTo = ({ book, principal }: World): string =>
  visibleCustom(sharedRuleSet(book, principal))
    .map(({ pk }) => pk)
    .join();

/** The schema that offers these added fields. */
export function schemaOffering(offered: string): GraphQLSchema {
  if (offered === '') return schema;
  const known = extended.get(offered);
  if (known) return known;
  const pks = new Set(offered.split(',').map(Number));
  const fields = nouns.all().flatMap((noun) => {
    const own = [...noun.fields.values()].filter(({ custom }) => custom && pks.has(custom.pk));
    return own.length > 0 ? [{ noun, fields: own }] : [];
  });
  const made = extendSchema(schema, parse(customSdl(schema, nouns, fields)), { assumeValidSDL: true });
  if (extended.size >= 64) extended.clear();
  extended.set(offered, made);
  return made;
}
