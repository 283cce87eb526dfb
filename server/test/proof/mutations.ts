import { isInputObjectType, isListType, isNonNullType, type GraphQLInputType } from 'graphql';
import type { Row } from '../../src/access/oracle/company';
import { grantsFor, namesField, policyOf, readable, visibleRows } from '../../src/access/oracle/view';
import type { Action } from '../../src/access/policy';
import { nouns, noon } from '../../src/access/oracle/testing/test-world';
import { customGroup, customKey, customName, isCustomName } from '../../src/model/custom-field';
import type { Noun } from '../../src/model/registry';
import type { Dice } from './dice';
import { importFlows } from './import-flows';
import type { InputMaker } from './input-maker';
import { currentVersion, knownExternalId, madeId } from './known-by-now';
import { inputFields, writtenBy, type LikelyWrites, type Writable } from './likely-writes';
import type { Operation } from './operations';
import { fieldsOfScopes } from './scope-fields';
import type { ShapeMaker, Shape } from './shapes';
import { ownThings } from './own-things';
import { mergesAtOnce, waitingMerge } from './waiting-merge';
import { mergeOperation, splitOperation } from './work';

/** Finds the document of a kind, made once for many requests. */
export type ShapeOf = (kind: string, make: (maker: ShapeMaker, dice: Dice) => Shape) => Shape;

export type Asked = {
  kind: string;
  query: string;
  variables: Record<string, unknown>;
} & Partial<Pick<Operation, 'makes' | 'begins' | 'upload' | 'takes' | 'writes'>>;
type Values = Record<string, unknown>;

/** What writes are made with. */
export interface Writing {
  dice: Dice;
  /** Aimed at what is there and seen, valid; and at anything. */
  likely: InputMaker;
  any: InputMaker;
  open: LikelyWrites;
  shapeOf: ShapeOf;
  /** Of the pair; what people keep follows from it. */
  number: number;
}

const mutable = nouns.all().filter((noun) => noun.features.mutations);
const softDeleted = mutable.filter((noun) => noun.features.softDelete);
const upserted = mutable.filter((noun) => noun.features.externalIds);

/** Writes that are aimed at anything: invalid ones, and such as rules refuse. The others should pass. */
const hostile = 0.2;

/** Writes of what people keep beside records, where they may write those too. */
const ownShare = 0.15;

/**
 * A write that should pass, with what follows from it, or one that the principal may or may not be allowed, valid or not, aimed
 * at any record, seen or unseen.
 */
export function writeOperations(of: Writing): Asked[] {
  const { dice, open } = of;
  if (dice.chance(hostile)) return [anyWrite(of)];
  const records = dice.chance(ownShare) ? [] : candidates(of);
  const passing = records.length > 0 ? records : [...ownThings(of), ...importFlows(of)];
  // Who may write nothing is refused often enough.
  if (passing.length === 0) return dice.chance(0.3) ? [anyWrite(of)] : [];
  for (let tries = 3; tries > 0; tries--) {
    const chosen = weighed(dice, passing);
    for (let again = 3; again > 0; again--) {
      const { asked, fits, next = [] } = chosen.make();
      if (fits === undefined || open.passes(fits.noun, fits.before, fits.input)) return [asked, ...next];
    }
  }
  return [anyWrite(of)];
}

function weighed(dice: Dice, of: readonly Candidate[]): Candidate {
  let at = dice.int(of.reduce((sum, { weight }) => sum + weight, 0));
  return of.find(({ weight }) => (at -= weight) < 0)!;
}

/** A write of a kind that rules let pass in some form, and how often it comes beside others. */
export interface Candidate {
  weight: number;
  make(): { asked: Asked; fits?: { noun: Noun; before: Row | null; input: Values }; next?: readonly Asked[] };
}

function candidates(of: Writing): Candidate[] {
  const { dice, open, likely, shapeOf } = of;
  const { world } = open;
  const found: Candidate[] = [];
  for (const noun of mutable) {
    const creatable = open.mayCreate(noun);
    if (creatable) found.push({ weight: 3, make: () => creation(of, noun) });
    const rows = open.updatable(noun);
    if (rows.length > 0) found.push({ weight: 4, make: () => change(of, noun, dice.pick(rows)) });
    if (creatable && upserted.includes(noun) && world.principal.source !== null) {
      found.push({ weight: 4, make: () => ({ asked: upsert(of, likely, noun) }) });
    }
  }
  for (const noun of softDeleted) {
    for (const action of ['delete', 'restore'] as const) {
      const rows = open.removables(noun, action);
      const make = (): { asked: Asked } => ({
        asked: removal(of, action, noun, rows.length > 0 ? dice.pick(rows).id : likely.id(noun.name)),
      });
      if (rows.length > 0) found.push({ weight: action === 'delete' ? 1 : 3, make });
    }
  }
  const shareable = open.allowed('customer', 'share');
  if (shareable.length > 0 && grantsFor(world, 'share', 'create').length > 0) {
    found.push({ weight: 4, make: () => ({ asked: shared(of, likely, dice.pick(shareable).id) }) });
  }
  const ending = open.removables(nouns.get('share'), 'delete');
  if (ending.length > 0 || shareable.length > 0) {
    const instead = (): string => (ending.length > 0 ? dice.pick(ending).id : likely.id('share'));
    found.push({ weight: 3, make: () => ({ asked: unshared(of, instead()) }) });
  }
  const updatable = new Map(open.updatable(nouns.get('customer')).map(({ row, fields }) => [row.id, fields]));
  const mergeable = open.allowed('customer', 'merge').flatMap(({ id }) => (updatable.has(id) ? [id] : []));
  if (mergeable.length > 1) {
    const chosen = [...new Set([...updatable.values()].flatMap((fields) => [...fields]))];
    const make = (): ReturnType<Candidate['make']> => ({
      asked: mergeOperation(dice, shapeOf, () => dice.pick(mergeable), chosen, waitingMerge(world)),
      next: dice.chance(0.5) ? [splitOperation(dice, shapeOf)] : [],
    });
    // A merge that is done, where others wait for somebody who sees all, is worth more tries.
    found.push({ weight: mergesAtOnce(world) ? 30 : 5, make });
  }
  return found;
}

function anyWrite(of: Writing): Asked {
  const { dice, any, open, shapeOf } = of;
  const roll = dice.int(100);
  const pick = (action: Action, among: readonly Noun[]): Noun => mayWrite(of, action, among);
  if (roll < 1) return splitOperation(dice, shapeOf);
  if (roll < 4) return mergeOperation(dice, shapeOf, () => any.id('customer'));
  if (roll < 28) return record(of, any, 'create', pick('create', mutable), null);
  if (roll < 62) return record(of, any, 'update', pick('update', mutable), null);
  for (const [below, action] of [
    [72, 'delete'],
    [80, 'restore'],
  ] as const) {
    if (roll >= below) continue;
    const noun = pick(action, softDeleted);
    return removal(of, action, noun, any.id(noun.name, action === 'restore'));
  }
  if (roll < 86) return shared(of, any, any.id('customer'));
  if (roll < 90) return unshared(of, any.id('share'));
  const { source } = open.world.principal;
  return source === null && dice.chance(0.8)
    ? record(of, any, 'update', pick('update', mutable), null)
    : upsert(of, any, pick('create', upserted));
}

/** A noun that the principal's roles have such a grant for, as a rule. */
function mayWrite({ dice, open: { world } }: Writing, action: Action, of: readonly Noun[]): Noun {
  const granted = of.filter((noun) => grantsFor(world, noun.name, action).length > 0);
  return granted.length > 0 && dice.chance(0.92) ? dice.pick(granted) : dice.pick(of);
}

const flags = (dice: Dice, variables: Shape['variables']): Values =>
  variables.some(({ name }) => name === 'flag') ? { flag: dice.chance(0.5) } : {};

/** The mutation with its one argument. */
function mutation({ dice, shapeOf }: Writing, kind: string, name: string, argument: string, value: unknown): Asked {
  const { query, variables } = shapeOf(name, (maker) =>
    maker.document('mutation', [maker.root('mutation', name, [argument], 1)]),
  );
  return { kind, query, variables: { [variables[0]!.name]: value, ...flags(dice, variables) } };
}

const versionOf = (dice: Dice): number => (dice.chance(0.97) ? currentVersion : dice.pick([0, 1, 99]));

function creation(of: Writing, noun: Noun): ReturnType<Candidate['make']> {
  const policy = policyOf(of.open.world, noun.name);
  const grants = grantsFor(of.open.world, noun.name, 'create');
  const named = (field: string): boolean => grants.some((grant) => namesField(policy, grant.fields, field));
  const input = valuesOf(of, of.likely, 'create', noun, named);
  return { asked: record(of, of.likely, 'create', noun, input), fits: { noun, before: null, input } };
}

/** A change of what the rules let pass, or of what was made before. */
function change(of: Writing, noun: Noun, { row, fields }: Writable): ReturnType<Candidate['make']> {
  const { dice } = of;
  const values =
    guess(of, noun, { row, fields }) ?? valuesOf(of, of.likely, 'update', noun, (field) => fields.has(field));
  const id = dice.chance(0.15) ? madeId(noun.name, dice.int(3), row.id) : row.id;
  const asked = record(of, of.likely, 'update', noun, { ...values, id, version: versionOf(dice) });
  return { asked, fits: { noun, before: row, input: values } };
}

/** What a cell out of sight holds in one of the companies, written to it: whether that changes it must not show. */
function guess({ dice, open: { world } }: Writing, noun: Noun, { row, fields }: Writable): Values | null {
  if (!dice.chance(0.35)) return null;
  const hidden = [...fields].filter((name) => {
    const { kind, unique } = noun.fields.get(name)!;
    const plain = ['text', 'longText', 'choice', 'dictionary', 'boolean', 'date', 'secret', 'choices'].includes(kind);
    return plain && !unique && (row[name] ?? null) !== null && !readable(world, noun.name, row, name);
  });
  if (hidden.length === 0) return null;
  const name = dice.pick(hidden);
  return isCustomName(name) ? { [customGroup]: { [customKey(name)]: row[name] } } : { [name]: row[name] };
}

function record(of: Writing, inputs: InputMaker, action: 'create' | 'update', noun: Noun, given: Values | null): Asked {
  const target = action === 'update' ? { id: inputs.id(noun.name), version: versionOf(of.dice) } : {};
  const input = given ?? { ...valuesOf(of, inputs, action, noun, null), ...target };
  const asked = mutation(of, action, `${action}${noun.typeName}`, 'input', input);
  return action === 'create' ? { ...asked, makes: noun.name } : asked;
}

/**
 * What an input takes: required fields and some others, among them now and then such as decide who sees what. `open` says which
 * may be written; without it any, those that a grant names as a rule. Codes are new ones: exception 1.
 */
function valuesOf(
  { dice, open: { world } }: Writing,
  inputs: InputMaker,
  action: 'create' | 'update',
  noun: Noun,
  open: ((field: string) => boolean) | null,
): Values {
  const policy = policyOf(world, noun.name);
  const grants = grantsFor(world, noun.name, action);
  const all = inputFields(world, action, noun);
  const fields = all.filter(({ name }) => name !== customGroup);
  const ownOf = (name: string): string => writtenBy(noun, name)!.name;
  // Fields that decide who sees what are refused as grants: once in a while is enough.
  const deciding = fieldsOfScopes(world);
  const wanted = fields.filter(({ type: of, name }) => {
    const own = ownOf(name);
    const { to } = writtenBy(noun, name)!;
    if (open && to !== undefined && visibleRows(world, to).length === 0) return false;
    const granted = open ? open(own) : grants.some((grant) => namesField(policy, grant.fields, own));
    const plain = granted && !deciding.has(`${noun.name}.${own}`);
    return !isNonNullType(of) && dice.chance(plain ? 1 : granted ? 0.15 : open ? 0 : 0.02);
  });
  const required = fields.filter(({ type: of }) => isNonNullType(of));
  const values: Values = {};
  for (const { name, type } of [...required, ...dice.some(wanted, open && action === 'create' ? 0 : 1, 3)]) {
    const field = writtenBy(noun, name)!;
    // What every record has is not taken away, as a rule.
    const nullable = (!field.required || !open) && dice.chance(0.1);
    values[name] = field.unique
      ? `made${dice.int(300)}`
      : !isNonNullType(type) && nullable
        ? null
        : valueOf(dice, inputs, type, name, field.to);
  }
  const added = all.find(({ name }) => name === customGroup)?.type;
  const group = added && isInputObjectType(added) ? Object.values(added.getFields()) : [];
  const offered = open ? group.filter(({ name }) => open(customName(name.replace(/Id$/, '')))) : group;
  if (offered.length > 0 && dice.chance(0.4)) {
    values[customGroup] = Object.fromEntries(
      dice
        .some(offered, 1, 2)
        .map(({ name, type }) => [
          name,
          dice.chance(0.1) ? null : valueOf(dice, inputs, type, name, name.endsWith('Id') ? 'customer' : undefined),
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
  const inner = isNonNullType(type) ? type.ofType : type;
  if (isListType(inner)) return Array.from({ length: dice.int(3) }, () => inputs.value(inner.ofType, name, 1));
  return to === undefined ? inputs.value(inner, name, 1) : inputs.id(to);
}

function removal(of: Writing, action: 'delete' | 'restore', noun: Noun, id: string): Asked {
  const version = versionOf(of.dice);
  return mutation(of, action, `${action}${noun.typeName}`, 'input', { id, version });
}

function shared(of: Writing, inputs: InputMaker, id: string): Asked {
  const { dice } = of;
  const input = {
    id,
    ...(dice.chance(0.6) ? { withUserId: inputs.id('user') } : { withTeamId: inputs.id('team') }),
    ...(dice.chance(0.4) && { write: dice.chance(0.5) }),
    ...(dice.chance(0.4) && { until: new Date(noon + dice.pick([-1, 1, 86_400_000, 86_400_000])).toISOString() }),
  };
  return { ...mutation(of, 'share', 'share', 'input', input), makes: 'share' };
}

const unshared = (of: Writing, id: string): Asked =>
  mutation(of, 'unshare', 'unshare', 'id', of.dice.chance(0.5) ? madeId('share', of.dice.int(2), id) : id);

/** Some records by external id: ones the principal can see, and new ones. */
function upsert(of: Writing, inputs: InputMaker, noun: Noun): Asked {
  const { dice, open } = of;
  const policy = policyOf(open.world, noun.name);
  const grants = grantsFor(open.world, noun.name, 'create');
  const named = (field: string): boolean => grants.some((grant) => namesField(policy, grant.fields, field));
  const items = Array.from({ length: 1 + dice.int(3) }, () => ({
    externalId: dice.chance(0.6)
      ? `${knownExternalId}${noun.name} ${dice.int(6)}`
      : dice.pick(['new1', 'new2', 'new3', ' ']),
    values: valuesOf(of, inputs, 'create', noun, inputs === of.likely ? named : null),
  }));
  const name = `upsert${noun.plural[0]!.toUpperCase()}${noun.plural.slice(1)}`;
  return mutation(of, 'upsert', name, 'input', { items });
}
