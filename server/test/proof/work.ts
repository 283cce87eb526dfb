import type { GraphQLInputType, GraphQLSchema } from 'graphql';
import type { World } from '../../src/access/oracle/company';
import { grantsFor } from '../../src/access/oracle/view';
import { nouns } from '../../src/access/oracle/testing/test-world';
import type { Dice } from './dice';
import type { Allowed, InputMaker } from './input-maker';
import type { ShapeOf } from './mutations';

type Asked = { kind: string; query: string; variables: Record<string, unknown> };

/** Kinds of cells whose text in a file is what an answer shows. */
const plainKinds = new Set(['text', 'longText', 'choice', 'date', 'decimal', 'integer', 'boolean', 'dictionary']);

/** An export that the principal may begin, as a rule: of any format, of all columns or some, of all records or some. */
export function exportOperation(
  dice: Dice,
  inputs: InputMaker,
  world: World,
  allowed: Allowed,
  schema: GraphQLSchema,
): Asked & { begins: true } {
  const open = nouns.all().filter(({ name }) => grantsFor(world, name, 'export').length > 0);
  const noun = open.length > 0 && dice.chance(0.95) ? dice.pick(open) : dice.pick(nouns.all());
  const plain = [...noun.fields.values()].filter(
    ({ name, kind, custom }) => plainKinds.has(kind) && !custom && (allowed(noun.name, name) || dice.chance(0.01)),
  );
  const columns = ['id', ...dice.some(plain, 1, 6).map(({ name }) => name)];
  const typeOf = (ending: string): GraphQLInputType =>
    schema.getType(`${noun.typeName}${ending}`) as unknown as GraphQLInputType;
  const input = {
    noun: noun.name,
    format: dice.pick(['csv', 'jsonl', 'jsonl', 'jsonl', 'xlsx', ...(noun.name === 'customer' ? ['vcard'] : [])]),
    ...(dice.chance(0.7) && { columns }),
    ...(dice.chance(0.25) && { where: inputs.value(typeOf('Where'), 'where', 2) }),
    ...(dice.chance(0.2) && { orderBy: [inputs.value(typeOf('OrderBy'), 'orderBy', 1)] }),
    ...(dice.chance(0.1) && { search: dice.pick(['a', '客']) }),
  };
  return {
    kind: 'export',
    query: 'mutation Begin($input: ExportInput!) { job: startExport(input: $input) { id kind title state } }',
    variables: { input },
    begins: true,
  };
}

/** A read like any other, answered by a job. */
export const backgroundOperation = (read: Asked): Asked & { begins: true } => ({
  kind: 'background',
  query:
    'mutation Begin($document: String!, $variables: JSON) { job: runInBackground(document: $document, variables: $variables) { id kind title state } }',
  variables: { document: read.query, variables: read.variables },
  begins: true,
});

/** Stands for the merge that the principal made last. */
export const lastMerge = '@merge';

const customers = (dice: Dice, inputs: InputMaker): Record<string, unknown> => {
  const into = inputs.id('customer');
  const from = Array.from({ length: dice.chance(0.8) ? 1 : 2 }, () => inputs.id('customer')).filter(
    (id) => id !== into,
  );
  const choices = dice.chance(0.3)
    ? [{ field: dice.pick(['name', 'tier', 'note', 'phones']), from: from[0] ?? into }]
    : [];
  return {
    into,
    from: from.map((id) => ({ id })),
    ...(choices.length > 0 && { choices }),
    ...(dice.chance(0.6) && { acceptGains: dice.chance(0.8) }),
  };
};

/** Customers made one, and at times made two again. */
export function mergeOperation(dice: Dice, inputs: InputMaker, shapeOf: ShapeOf): Asked {
  const splits = dice.chance(0.25);
  const [name, argument] = splits ? ['unmergeCustomers', 'merge'] : ['mergeCustomers', 'input'];
  const { query, variables } = shapeOf(name!, (maker) =>
    maker.document('mutation', [maker.root('mutation', name!, [argument!], 1)]),
  );
  const value = splits ? lastMerge : customers(dice, inputs);
  const flag = variables.some((one) => one.name === 'flag') ? { flag: dice.chance(0.5) } : {};
  return { kind: splits ? 'unmerge' : 'merge', query, variables: { [variables[0]!.name]: value, ...flag } };
}

/** What a merge would do, and what was merged into a customer. */
export const aboutMerges = (dice: Dice, inputs: InputMaker): { root: string; values: Record<string, unknown> } =>
  dice.chance(0.7)
    ? { root: 'mergePreview', values: { input: customers(dice, inputs) } }
    : { root: 'customerMerges', values: { id: inputs.id('customer') } };

/** Something saved for oneself or others, or looked at. */
export function savedOperation(dice: Dice): Asked {
  const shown = 'id version kind name noun definition audience mine pinned';
  if (dice.chance(0.5)) return { kind: 'saved', query: `{ savedItems { ${shown} } }`, variables: {} };
  return {
    kind: 'saved',
    query: `mutation Save($input: SavedItemInput!) { saveItem(input: $input) { ${shown} } }`,
    variables: {
      input: {
        kind: dice.pick(['QUERY', 'LIST']),
        name: dice.pick(['a', '客户', 'b%']),
        noun: 'customer',
        definition: { document: '{ me { id } }' },
        audience: dice.pick(['PRIVATE', 'EVERYONE', 'ROLE']),
        audienceRole: dice.pick(['manager', 'sales-rep', 'tester']),
      },
    },
  };
}
