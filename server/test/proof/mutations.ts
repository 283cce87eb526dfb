import { isInputObjectType, isListType, isNonNullType, type GraphQLInputType } from 'graphql';
import type { World } from '../../src/access/oracle/company';
import { grantsFor, namesField, policyOf, visibleRows } from '../../src/access/oracle/view';
import type { Action } from '../../src/access/policy';
import type { Field, Noun } from '../../src/model/registry';
import { nouns, noon } from '../../src/access/oracle/testing/test-world';
import type { Dice } from './dice';
import type { InputMaker } from './input-maker';
import { fieldsOfScopes } from './scope-fields';
import { customGroup } from '../../src/model/custom-field';
import { offeredTo, schemaOffering } from './schema';
import type { ShapeMaker, Shape } from './shapes';
import { mergeOperation } from './work';

/** Finds the document of a kind, made once for many requests. */
export type ShapeOf = (kind: string, make: (maker: ShapeMaker, dice: Dice) => Shape) => Shape;

type Asked = { kind: string; query: string; variables: Record<string, unknown> };
type Values = Record<string, unknown>;

const mutable = nouns.all().filter((noun) => noun.features.mutations);
const softDeleted = mutable.filter((noun) => noun.features.softDelete);
const upserted = mutable.filter((noun) => noun.features.externalIds);

/** Stands in for the number of a version, and for external ids, until it is known what the principal sees of them. */
export const currentVersion = -1;
export const knownExternalId = '@known';

/** A write that the principal may or may not be allowed, valid or not, aimed at any record, seen or unseen. */
export function writeOperation(dice: Dice, inputs: InputMaker, world: World, shapeOf: ShapeOf): Asked {
  const roll = dice.int(100);
  if (roll < 4) return mergeOperation(dice, inputs, shapeOf);
  if (roll < 28) return recordWrite(dice, inputs, world, shapeOf, 'create', mayWrite(dice, world, 'create', mutable));
  if (roll < 62) return recordWrite(dice, inputs, world, shapeOf, 'update', mayWrite(dice, world, 'update', mutable));
  if (roll < 72) return removal(dice, inputs, shapeOf, 'delete', mayWrite(dice, world, 'delete', softDeleted));
  if (roll < 80) return removal(dice, inputs, shapeOf, 'restore', mayWrite(dice, world, 'restore', softDeleted));
  if (roll < 86) return shared(dice, inputs, shapeOf);
  if (roll < 90) return unshared(inputs, dice, shapeOf);
  return upsert(dice, inputs, world, shapeOf);
}

/** A noun that the principal's roles have such a grant for, as a rule. */
function mayWrite(dice: Dice, world: World, action: Action, of: readonly Noun[]): Noun {
  const granted = of.filter((noun) => grantsFor(world, noun.name, action).length > 0);
  const open = action === 'restore' ? granted.filter((noun) => visibleRows(world, noun.name, true).length > 0) : [];
  if (open.length > 0 && dice.chance(0.8)) return dice.pick(open);
  return granted.length > 0 && dice.chance(0.92) ? dice.pick(granted) : dice.pick(of);
}

function recordWrite(
  dice: Dice,
  inputs: InputMaker,
  world: World,
  shapeOf: ShapeOf,
  action: 'create' | 'update',
  noun: Noun,
): Asked {
  const name = `${action}${noun.typeName}`;
  const { query, variables } = shapeOf(name, (maker) =>
    maker.document('mutation', [maker.root('mutation', name, ['input'], 1)]),
  );
  const values = valuesOf(dice, inputs, world, action, noun);
  const target = action === 'update' ? { id: inputs.id(noun.name), version: versionOf(dice) } : {};
  return {
    kind: action,
    query,
    variables: { [variables[0]!.name]: { ...values, ...target }, ...flags(dice, variables) },
  };
}

const versionOf = (dice: Dice): number => (dice.chance(0.9) ? currentVersion : dice.pick([0, 1, 99]));

const flags = (dice: Dice, variables: Shape['variables']): Values =>
  variables.some(({ name }) => name === 'flag') ? { flag: dice.chance(0.5) } : {};

/** What an input takes: required fields, some others that a grant names, now and then any. Codes are new ones: exception 1. */
function valuesOf(dice: Dice, inputs: InputMaker, world: World, action: 'create' | 'update', noun: Noun): Values {
  const type = schemaOffering(offeredTo(world)).getType(
    `${action === 'create' ? 'Create' : 'Update'}${noun.typeName}Input`,
  );
  if (!isInputObjectType(type)) throw new Error(`no input of ${noun.name}`);
  const policy = policyOf(world, noun.name);
  const grants = grantsFor(world, noun.name, action);
  const fields = Object.values(type.getFields()).filter(
    ({ name }) => name !== 'id' && name !== 'version' && name !== customGroup,
  );
  const ownOf = (name: string): Field => noun.fields.get(name) ?? noun.fields.get(name.replace(/Id$/, ''))!;
  // Fields that decide who sees what are refused as grants: once in a while is enough.
  const deciding = fieldsOfScopes(world);
  const wanted = fields.filter(({ type: of, name }) => {
    const own = ownOf(name).name;
    const granted = grants.some((grant) => namesField(policy, grant.fields, own));
    const plain = granted && !deciding.has(`${noun.name}.${own}`);
    return !isNonNullType(of) && dice.chance(plain ? 1 : granted ? 0.15 : 0.02);
  });
  const required = fields.filter(({ type: of }) => isNonNullType(of));
  const values: Values = {};
  for (const { name, type: of } of [...required, ...dice.some(wanted, 1, 3)]) {
    const own = ownOf(name);
    values[name] = own.unique ? `made${dice.int(30)}` : valueOf(dice, inputs, of, name, own.to);
  }
  const added = type.getFields()[customGroup]?.type;
  if (added && isInputObjectType(added) && dice.chance(0.4)) {
    values[customGroup] = Object.fromEntries(
      dice
        .some(Object.values(added.getFields()), 1, 2)
        .map(({ name, type: of }) => [
          name,
          valueOf(dice, inputs, of, name, name.endsWith('Id') ? 'customer' : undefined),
        ]),
    );
  }
  return values;
}

function valueOf(
  dice: Dice,
  inputs: InputMaker,
  type: GraphQLInputType,
  name: string,
  to: string | undefined,
): unknown {
  if (!isNonNullType(type) && dice.chance(0.1)) return null;
  const inner = isNonNullType(type) ? type.ofType : type;
  if (isListType(inner)) return Array.from({ length: dice.int(3) }, () => inputs.value(inner.ofType, name, 1));
  return to === undefined ? inputs.value(inner, name, 1) : inputs.id(to);
}

function removal(dice: Dice, inputs: InputMaker, shapeOf: ShapeOf, action: 'delete' | 'restore', noun: Noun): Asked {
  const name = `${action}${noun.typeName}`;
  const { query, variables } = shapeOf(name, (maker) =>
    maker.document('mutation', [maker.root('mutation', name, ['input'], 1)]),
  );
  const input = { id: inputs.id(noun.name, action === 'restore'), version: versionOf(dice) };
  return { kind: action, query, variables: { [variables[0]!.name]: input, ...flags(dice, variables) } };
}

function shared(dice: Dice, inputs: InputMaker, shapeOf: ShapeOf): Asked {
  const { query, variables } = shapeOf('share', (maker) =>
    maker.document('mutation', [maker.root('mutation', 'share', ['input'], 1)]),
  );
  const input = {
    id: inputs.id('customer'),
    ...(dice.chance(0.6) ? { withUserId: inputs.id('user') } : { withTeamId: inputs.id('team') }),
    ...(dice.chance(0.4) && { write: dice.chance(0.5) }),
    ...(dice.chance(0.4) && { until: new Date(noon + dice.pick([-1, 1, 86_400_000])).toISOString() }),
  };
  return { kind: 'share', query, variables: { [variables[0]!.name]: input, ...flags(dice, variables) } };
}

function unshared(inputs: InputMaker, dice: Dice, shapeOf: ShapeOf): Asked {
  const { query, variables } = shapeOf('unshare', (maker) =>
    maker.document('mutation', [maker.root('mutation', 'unshare', ['id'], 1)]),
  );
  return {
    kind: 'unshare',
    query,
    variables: { [variables[0]!.name]: inputs.id('share'), ...flags(dice, variables) },
  };
}

/** Some records by external id: ones the principal can see, and new ones. */
function upsert(dice: Dice, inputs: InputMaker, world: World, shapeOf: ShapeOf): Asked {
  const noun = mayWrite(dice, world, 'create', upserted);
  const name = `upsert${noun.plural[0]!.toUpperCase()}${noun.plural.slice(1)}`;
  const { query, variables } = shapeOf(name, (maker) =>
    maker.document('mutation', [maker.root('mutation', name, ['input'], 1)]),
  );
  const items = Array.from({ length: 1 + dice.int(3) }, () => ({
    externalId: dice.chance(0.6)
      ? `${knownExternalId}${noun.name} ${dice.int(6)}`
      : dice.pick(['new1', 'new2', 'new3', ' ']),
    values: valuesOf(dice, inputs, world, 'create', noun),
  }));
  return { kind: 'upsert', query, variables: { [variables[0]!.name]: { items }, ...flags(dice, variables) } };
}
