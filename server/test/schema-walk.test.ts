import {
  defaultFieldResolver,
  getNamedType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  type GraphQLInputObjectType,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';
import { makeRuleBook, systemFieldNames } from '../src/access/rule-book';
import { buildSchema } from '../src/build-schema';
import { NounRegistry, type Field, type Noun } from '../src/model/registry';
import { nounDefinitions } from '../src/nouns';
import { builtInPolicies } from '../src/policies';
import { builtInRoles } from '../src/roles';

/** Walks the schema that ships: nothing in it is beyond the rules. */
const nouns = new NounRegistry(nounDefinitions);
const schema: GraphQLSchema = buildSchema(nouns);
const policies = new Map(builtInPolicies.map((policy) => [policy.noun, policy]));

const objectOf = (name: string): GraphQLObjectType => {
  const type = schema.getType(name);
  if (!isObjectType(type)) throw new Error(`no type ${name}`);
  return type;
};
const inputOf = (name: string): GraphQLInputObjectType | null => {
  const type = schema.getType(name);
  return isInputObjectType(type) ? type : null;
};
const guarded = nouns.all().map((noun) => [noun.typeName, noun] as const);

/** Fields of a guarded type that are about the record, not of it. */
const beside = new Set(['access', 'customValues', 'history']);

describe.each(guarded)('%s', (_, noun) => {
  const type = objectOf(noun.typeName);
  const fields = Object.values(type.getFields()).filter(({ name }) => !beside.has(name));

  test('every field is one of the noun and has a rule, a description and a label in both languages', () => {
    const policy = policies.get(noun.name)!;
    for (const { name, description } of fields) {
      const field = noun.fields.get(name);
      expect([name, field !== undefined]).toEqual([name, true]);
      expect([name, systemFieldNames.has(name) || policy.fields[name] !== undefined]).toEqual([name, true]);
      expect([name, (description ?? '').length > 5]).toEqual([name, true]);
      expect([name, field!.label.en !== '' && field!.label.zh !== '']).toEqual([name, true]);
    }
    expect([...noun.fields.keys()].filter((name) => !(name in type.getFields()))).toEqual([]);
    expect(type.description).toBeTruthy();
    expect(noun.label.en !== '' && noun.label.zh !== '').toBe(true);
  });

  test('every field has a resolver of its own, which is not the one that reads properties', () => {
    for (const field of Object.values(type.getFields())) {
      expect([field.name, typeof field.resolve]).toEqual([field.name, 'function']);
      expect(field.resolve).not.toBe(defaultFieldResolver);
    }
  });

  test('no field shows anything of a row that the query module did not make', () => {
    const forged = Object.fromEntries(fields.map(({ name }) => [name, 'leak']));
    for (const field of fields) {
      const shown = field.resolve!(forged, {}, { ruleSet: () => null }, { path: { key: field.name } } as never);
      expect([field.name, JSON.stringify(shown ?? null).includes('leak')]).toEqual([field.name, false]);
    }
  });

  test('what is guarded may be null: only id, version, access and connections never are', () => {
    for (const field of fields) {
      const never = field.name === 'id' || field.name === 'version' || noun.fields.get(field.name)!.kind === 'many';
      expect([field.name, isNonNullType(field.type)]).toEqual([field.name, never]);
    }
  });
});

/** Keys of the argument types that do not name a field. */
const words: Readonly<Record<string, readonly string[]>> = {
  Where: ['isNull', 'and', 'or', 'not'],
  OrderBy: ['nulls'],
  GroupBy: [],
  GroupKeyOrderBy: [],
  Having: ['count', 'countDistinct', 'sum', 'avg', 'min', 'max', 'median'],
  AggregateOrderBy: ['key', 'count', 'countDistinct', 'sum', 'avg', 'min', 'max', 'median'],
};

const flags: Readonly<Record<string, keyof Field>> = {
  Where: 'filter',
  OrderBy: 'sort',
  GroupBy: 'group',
  GroupKeyOrderBy: 'group',
};

describe.each(guarded)('arguments of %s', (_, noun) => {
  test.each(Object.keys(words))('every key of %s names a field the registry knows', (suffix) => {
    const type = inputOf(`${noun.typeName}${suffix}`);
    if (!type) {
      // A type that nothing refers to is not made; one that would say something must be.
      expect(fieldsWith(noun, flags[suffix] ?? 'group').length > 0 && suffix !== 'GroupKeyOrderBy').toBe(false);
      return;
    }
    for (const [name, argument] of Object.entries(type.getFields())) {
      if (words[suffix]!.includes(name)) continue;
      const field = noun.fields.get(name);
      expect([suffix, name, field?.[flags[suffix]!]]).toEqual([suffix, name, true]);
      const below = getNamedType(argument.type).name;
      if (field!.kind === 'link') expect(below).toBe(`${nouns.get(field!.to!).typeName}${suffix}`);
    }
  });

  test('every measure names a field that may be aggregated', () => {
    for (const suffix of ['Sums', 'Extremes', 'Distincts']) {
      const output = schema.getType(`${noun.typeName}${suffix}`);
      if (!isObjectType(output)) continue;
      const names = Object.keys(output.getFields());
      for (const name of names) {
        const field = noun.fields.get(name);
        expect([suffix, name, Boolean(field?.aggregate || field?.group)]).toEqual([suffix, name, true]);
      }
      for (const argument of ['Having', 'OrderBy']) {
        const type = inputOf(`${noun.typeName}${suffix}${argument}`);
        if (type) expect(Object.keys(type.getFields()).sort()).toEqual([...names].sort());
      }
    }
  });

  test('every input field is a field of the noun that inputs take', () => {
    for (const kind of ['Create', 'Update']) {
      const type = inputOf(`${kind}${noun.typeName}Input`);
      if (!type) continue;
      for (const name of Object.keys(type.getFields())) {
        if (kind === 'Update' && (name === 'id' || name === 'version')) continue;
        const field = noun.fields.get(name) ?? noun.fields.get(name.replace(/Id$/, ''));
        expect([name, field !== undefined && (field.input ?? 'both') !== 'system']).toEqual([name, true]);
        if (field!.name !== name) expect(field!.kind).toBe('link');
      }
    }
  });
});

const fieldsWith = (noun: Noun, flag: keyof Field): Field[] => [...noun.fields.values()].filter((field) => field[flag]);

describe('the whole schema', () => {
  const types = Object.values(schema.getTypeMap()).filter((type) => !type.name.startsWith('__'));

  test('a guarded record is reached only through fields whose resolver was attached', () => {
    const names = new Set(guarded.map(([name]) => name));
    for (const type of types.filter(isObjectType)) {
      for (const field of Object.values(type.getFields())) {
        const target = getNamedType(field.type).name;
        if (!names.has(target) && target !== 'Node') continue;
        // A payload, an edge or an entry of the history is made by a resolver above it, out of guarded rows.
        const carrier = /^(\w+Payload|\w+Edge|HistoryEntry)$/.test(type.name);
        expect([type.name, field.name, carrier || typeof field.resolve === 'function']).toEqual([
          type.name,
          field.name,
          true,
        ]);
      }
    }
  });

  test('every query and mutation has a description or belongs to a noun, and a resolver', () => {
    const nounOperation = new RegExp(
      `^(create|update|delete|restore|upsert)(${nouns
        .all()
        .flatMap(({ typeName, plural }) => [typeName, plural[0]!.toUpperCase() + plural.slice(1)])
        .join('|')})$`,
    );
    for (const root of [schema.getQueryType()!, schema.getMutationType()!]) {
      for (const field of Object.values(root.getFields())) {
        expect([field.name, typeof field.resolve]).toEqual([field.name, 'function']);
        expect([field.name, Boolean(field.description) || nounOperation.test(field.name)]).toEqual([field.name, true]);
      }
    }
  });

  test('lists never hold null in the middle', () => {
    for (const type of types.filter(isObjectType)) {
      for (const field of Object.values(type.getFields())) {
        const bare = isNonNullType(field.type) ? field.type.ofType : field.type;
        if (isListType(bare))
          expect([type.name, field.name, isNonNullType(bare.ofType)]).toEqual([type.name, field.name, true]);
      }
    }
  });

  test('a field without a rule stops the start', () => {
    const [first, ...others] = builtInPolicies;
    const [dropped] = Object.keys(first!.fields);
    const { [dropped!]: _, ...kept } = first!.fields;
    expect(() => makeRuleBook(0, nouns, builtInRoles, [{ ...first!, fields: kept }, ...others])).toThrow(
      `${first!.noun}.${dropped} has no rule`,
    );
    expect(() => makeRuleBook(0, nouns, builtInRoles, others)).toThrow(`noun ${first!.noun} has no policy`);
    expect(() => makeRuleBook(0, nouns, builtInRoles, builtInPolicies)).not.toThrow();
  });

  test('every policy names roles, scopes and fields that exist', () => {
    const roles = new Set(builtInRoles.map(({ key }) => key));
    for (const policy of builtInPolicies) {
      const noun = nouns.get(policy.noun);
      expect(Object.keys(policy.fields).filter((name) => !noun.fields.has(name))).toEqual([]);
      expect(Object.keys(policy.roles).filter((role) => !roles.has(role))).toEqual([]);
      const scopes = new Set(['all', 'none', ...Object.keys(policy.scopes)]);
      for (const grant of Object.values(policy.roles).flat()) {
        const named = [grant!.scope, ...Object.values(grant!.cells ?? {})];
        expect([policy.noun, named.filter((scope) => !scopes.has(scope!))]).toEqual([policy.noun, []]);
        const sets = [
          grant!.fields,
          grant!.masked,
          grant!.grants,
          grant!.aggregateOnly?.fields,
          Object.keys(grant!.cells ?? {}),
        ];
        const unknown = sets
          .flatMap((set) => set ?? [])
          .filter((name) => !name.startsWith('@') && !(name in policy.fields));
        expect([policy.noun, unknown]).toEqual([policy.noun, []]);
      }
    }
  });
});
