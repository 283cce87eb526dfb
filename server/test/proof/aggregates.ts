import {
  isInputObjectType,
  isListType,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';
import type { FieldRule } from '../../src/access/policy';
import { nouns } from '../../src/access/oracle/testing/test-world';
import { builtInPolicies } from '../../src/policies';
import type { Dice } from './dice';
import type { Allowed, InputMaker } from './input-maker';
import { customGroup, customKey, customName, isCustomName } from '../../src/model/custom-field';
import { aliasOf, nested, selected } from './named';

type Asked = { kind: string; query: string; variables: Record<string, unknown> };

const inputOf = (type: GraphQLInputType): GraphQLInputObjectType => {
  const inner = isListType(type) ? type.ofType : type;
  if (!isInputObjectType(inner)) throw new Error(`${String(type)} is no input object`);
  return inner;
};

const timeZones = ['UTC', 'Asia/Shanghai'];

/** Paths to group by, as inputs and as selections of the key. */
interface Grouping {
  input: Record<string, unknown>;
  key: string;
  /** The same path as an order of keys, ascending. */
  order: Record<string, unknown>;
}

/**
 * Groups and measures of one noun, with conditions, order, totals and pages. `told` says which fields may be summed though they
 * are never readable; beside those only dimensions are used, as a rule, since anything else is refused.
 */
export function aggregateOperation(
  schema: GraphQLSchema,
  dice: Dice,
  inputs: InputMaker,
  allowed: Allowed,
  told: Allowed,
): Asked {
  const shielded = nouns
    .all()
    .flatMap(({ name, fields }) => [...fields.values()].filter((field) => field.aggregate && told(name, field.name)));
  const field = shielded.length > 0 && dice.chance(0.6) ? dice.pick(shielded) : null;
  return field === null || dice.chance(0.1)
    ? groupsOf(
        schema,
        dice,
        inputs,
        dice.pick(nouns.all()).name,
        (noun, name) => allowed(noun, name) || told(noun, name),
        [],
      )
    : groupsOf(schema, dice, inputs, field.noun, (noun, name) => allowed(noun, name) && isDimension(noun, name), [
        { fn: dice.pick(['sum', 'avg']), field: field.name },
      ]);
}

const isDimension = (noun: string, field: string): boolean => {
  const rules = builtInPolicies.find((policy) => policy.noun === noun)!.fields as Record<string, FieldRule>;
  return rules[field]?.dimension === true;
};

function groupsOf(
  schema: GraphQLSchema,
  dice: Dice,
  inputs: InputMaker,
  name: string,
  allowed: Allowed,
  shielded: readonly Measured[],
): Asked {
  const noun = nouns.get(name);
  const root = `${noun.name}Aggregate`;
  const args = schema.getQueryType()!.getFields()[root]!.args;
  const typeOf = (argument: string): GraphQLInputType => args.find((arg) => arg.name === argument)!.type;
  const groups = Array.from({ length: dice.int(3) }, () =>
    grouping(dice, noun.name, allowed, shielded.length === 0 && dice.chance(0.3) ? 1 : 0),
  ).filter((group, i, all) => group !== null && all.findIndex((other) => other?.key === group.key) === i) as Grouping[];
  const measures = shielded.length > 0 ? shielded : measuresOf(schema, dice, noun.name, allowed);
  const often = shielded.length > 0 ? 2 : 1;
  const having = dice.chance(0.25 * often) ? measured(dice, inputs, inputOf(typeOf('having')), measures) : null;
  const orderBy = dice.chance(0.4) ? orderOf(dice, measures, groups) : null;
  const given: Record<string, unknown> = {
    ...(dice.chance(0.4 / often ** 2) && { where: inputs.value(typeOf('where'), 'where', 1 + dice.int(3)) }),
    ...(dice.chance(0.1 / often ** 2) && { search: dice.pick(['a', '客', 'n']) }),
    groupBy: groups.map(({ input }) => input),
    ...(having !== null && { having }),
    ...(orderBy !== null && { orderBy: [orderBy] }),
    first: 1 + dice.int(6),
  };
  const declared = Object.keys(given).map((argument) => `$${argument}: ${String(typeOf(argument))}`);
  const passed = Object.keys(given).map((argument) => `${argument}: $${argument}`);
  const values = `count suppressed ${measures.map(({ fn, field }) => `${aliasOf(fn, field)}: ${fn} { ${selected(field)} }`).join(' ')}`;
  const key = groups.length > 0 ? ` key { ${groups.map((group) => group.key).join(' ')} }` : '';
  const totals = dice.chance(0.4 * often) ? ` totals { ${values} }` : '';
  const at = groups.length > 0 && dice.chance(0.3) ? dice.int(groups.length) : null;
  const subtotals = at === null ? '' : ` subtotals(keys: [${at}]) { ${values} key { ${groups[at]!.key} } }`;
  return {
    kind: 'aggregate',
    query: `query Groups(${declared.join(', ')}) { ${root}(${passed.join(', ')}) { nodes { ${values}${key} }${totals}${subtotals} pageInfo { hasNextPage hasPreviousPage endCursor } } }`,
    variables: given,
  };
}

function grouping(dice: Dice, noun: string, allowed: Allowed, hops: number): Grouping | null {
  const fields = [...nouns.get(noun).fields.values()].filter(
    (field) => field.group && (allowed(noun, field.name) || dice.chance(0.03)) && (field.kind === 'link') === hops > 0,
  );
  if (fields.length === 0) return null;
  const { name, kind, to } = dice.pick(fields);
  if (kind === 'link') {
    const inner = grouping(dice, to!, allowed, hops - 1);
    return (
      inner && {
        input: nested(name, inner.input),
        key: selected(name, ` { ${inner.key} }`),
        order: nested(name, inner.order),
      }
    );
  }
  const order = nested(name, dice.pick(['ASC', 'DESC']));
  if (kind === 'date' || kind === 'dateTime') {
    const bucket = dice.pick(['DAY', 'WEEK', 'MONTH', 'QUARTER', 'YEAR']);
    return { input: nested(name, { bucket, timeZone: dice.pick(timeZones) }), key: selected(name), order };
  }
  return { input: nested(name, true), key: selected(name, kind === 'dictionary' ? ' { key name }' : ''), order };
}

interface Measured {
  fn: string;
  field: string;
}

function measuresOf(schema: GraphQLSchema, dice: Dice, noun: string, allowed: Allowed): Measured[] {
  const type = schema.getType(`${nouns.get(noun).typeName}Aggregate`);
  if (!type || !('getFields' in type)) throw new Error(`no groups of ${noun}`);
  const groups = Object.values(type.getFields()).filter(({ name }) => !['count', 'key', 'suppressed'].includes(name));
  return dice.some(groups, 0, 3).flatMap((group) => {
    const of = schema.getType(String(group.type).replace(/!/g, ''));
    const names = of && 'getFields' in of ? fieldNames(of) : [];
    const open = names.filter((name) => allowed(noun, name) || dice.chance(0.02));
    return open.length > 0 ? [{ fn: group.name, field: dice.pick(open) }] : [];
  });
}

/** Names of the fields of a type, added ones among them as nouns know them. */
function fieldNames(type: { getFields(): Record<string, { type: unknown }> }): string[] {
  return Object.entries(type.getFields()).flatMap(([name, field]) =>
    name === customGroup ? Object.keys((field.type as GraphQLObjectType).getFields()).map(customName) : [name],
  );
}

/** A condition on the count or on a measure that is selected, now and then on another. */
function measured(
  dice: Dice,
  inputs: InputMaker,
  type: GraphQLInputObjectType,
  measures: readonly Measured[],
): unknown {
  const fields = type.getFields();
  const of = measures.filter(({ fn }) => fields[fn]);
  if (of.length === 0 || dice.chance(0.4))
    return { count: { [dice.pick(['gt', 'gte', 'lt', 'lte', 'eq'])]: dice.int(4) } };
  const { fn, field } = dice.pick(of);
  const own = inputOf(fields[fn]!.type).getFields();
  const filter = isCustomName(field)
    ? own[customGroup] && inputOf(own[customGroup].type).getFields()[customKey(field)]
    : own[field];
  return filter ? { [fn]: nested(field, inputs.value(filter.type, field, 0)) } : { count: { gte: 1 } };
}

function orderOf(dice: Dice, measures: readonly Measured[], groups: readonly Grouping[]): object {
  const direction = dice.pick(['ASC', 'DESC']);
  const sorted = measures.filter(({ fn }) => fn !== 'median');
  if (groups.length > 0 && dice.chance(0.3)) return { key: dice.pick(groups).order };
  if (sorted.length === 0 || dice.chance(0.4)) return { count: direction };
  const { fn, field } = dice.pick(sorted);
  return { [fn]: nested(field, direction) };
}
