import type { GraphQLInputType, GraphQLSchema } from 'graphql';
import type { World } from '../../src/access/oracle/company';
import { grantsFor } from '../../src/access/oracle/view';
import { nouns } from '../../src/access/oracle/testing/test-world';
import type { Dice } from './dice';
import type { Allowed, InputMaker } from './input-maker';
import { madeId } from './known-by-now';
import type { ShapeOf } from './mutations';
import type { WaitingMerge } from './waiting-merge';

type Asked = { kind: string; query: string; variables: Record<string, unknown>; makes?: string };

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
    makes: 'job',
  };
}

/** A read like any other, answered by a job. */
export const backgroundOperation = (read: Asked): Asked & { begins: true } => ({
  kind: 'background',
  query:
    'mutation Begin($document: String!, $variables: JSON) { job: runInBackground(document: $document, variables: $variables) { id kind title state } }',
  variables: { document: read.query, variables: read.variables },
  begins: true,
  makes: 'job',
});

/** Some customers to be one: `pick` says which, `chosen` of which fields a value may be chosen. */
const customers = (dice: Dice, pick: () => string, chosen: readonly string[]): Record<string, unknown> => {
  const into = pick();
  // No customer twice, unless there is no other.
  const other = (): string => [1, 2, 3, 4].map(pick).find((id) => id !== into) ?? into;
  const from = [...new Set(Array.from({ length: dice.chance(0.8) ? 1 : 2 }, other))];
  const choices = chosen.length > 0 && dice.chance(0.3) ? [{ field: dice.pick(chosen), from: dice.pick(from) }] : [];
  return {
    into,
    from: from.map((id) => ({ id })),
    ...(choices.length > 0 && { choices }),
    ...(dice.chance(0.8) && { acceptGains: dice.chance(0.9) }),
  };
};

const anyChoice = ['name', 'tier', 'note', 'phones'];

/** What somebody else proposed, done. */
const following = (dice: Dice, { id, into, from }: WaitingMerge): Record<string, unknown> => ({
  ...(dice.chance(0.8) ? { into, from: [{ id: from }] } : { into: from, from: [{ id: into }] }),
  proposal: id,
  acceptGains: true,
});

/** Customers made one. */
export const mergeOperation = (
  dice: Dice,
  shapeOf: ShapeOf,
  pick: () => string,
  chosen: readonly string[] = anyChoice,
  waiting: WaitingMerge | null = null,
): Asked => ({
  ...aboutMerge(
    dice,
    shapeOf,
    'mergeCustomers',
    'input',
    waiting && dice.chance(0.2) ? following(dice, waiting) : customers(dice, pick, chosen),
  ),
  kind: 'merge',
  makes: 'merge',
});

/** Customers made two again that were made one last. */
export const splitOperation = (dice: Dice, shapeOf: ShapeOf): Asked => ({
  ...aboutMerge(dice, shapeOf, 'unmergeCustomers', 'merge', madeId('merge', 0)),
  kind: 'unmerge',
});

function aboutMerge(
  dice: Dice,
  shapeOf: ShapeOf,
  name: string,
  argument: string,
  value: unknown,
): Pick<Asked, 'query' | 'variables'> {
  const { query, variables } = shapeOf(name, (maker) =>
    maker.document('mutation', [maker.root('mutation', name, [argument], 1)]),
  );
  const flag = variables.some((one) => one.name === 'flag') ? { flag: dice.chance(0.5) } : {};
  return { query, variables: { [variables[0]!.name]: value, ...flag } };
}

/** What a merge would do, and what was merged into a customer. */
export const aboutMerges = (dice: Dice, inputs: InputMaker): { root: string; values: Record<string, unknown> } =>
  dice.chance(0.7)
    ? { root: 'mergePreview', values: { input: customers(dice, () => inputs.id('customer'), anyChoice) } }
    : { root: 'customerMerges', values: { id: inputs.id('customer') } };
