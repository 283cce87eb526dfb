import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema, isInputObjectType, isNonNullType } from 'graphql';
import { madeTypes, newRecordFields } from './new-record-fields';

const schema = buildSchema(readFileSync(join(__dirname, '../../../server/schema.graphql'), 'utf8'));

/** Set when a stage says that it is over. */
const leftOut: Readonly<Record<string, readonly string[]>> = { Opportunity: ['closedAt'] };

it.each(madeTypes)('the form of a new %s asks for all that the API takes, and needs what it needs', (type) => {
  const input = schema.getType(`Create${type}Input`);
  if (!isInputObjectType(input)) throw new Error(`no input for ${type}`);
  const taken = Object.values(input.getFields())
    .filter(({ name }) => !leftOut[type]?.includes(name))
    .map(({ name, type: of }) => [name, isNonNullType(of)]);
  const asked = newRecordFields[type].map(({ key, required }) => [key, required ?? false]);
  expect(asked.sort()).toEqual(taken.sort());
});
