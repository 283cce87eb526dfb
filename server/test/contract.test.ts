import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  buildASTSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isScalarType,
  isUnionType,
  Kind,
  parse,
  print,
  valueFromAST,
  type DefinitionNode,
  type FieldDefinitionNode,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLSchema,
  type InputValueDefinitionNode,
  type TypeNode,
} from 'graphql';

const read = (file: string): string => readFileSync(join(__dirname, file), 'utf8');

const contract = parse(read('contract.graphql'));
const shipped: GraphQLSchema = buildASTSchema(parse(read('../schema.graphql')));

/** Parts of the contract that later work brings, each with its reason. One that the schema offers by now fails the test. */
const notYet: Readonly<Record<string, string>> = {
  'Customer.custom': 'appears with the first field an administrator makes',
};

/** Closed lists that the contract names in a comment only. */
const enums: Readonly<Record<string, readonly string[]>> = {
  CustomerKind: ['PERSON', 'COMPANY'],
  CustomerStatus: ['POTENTIAL', 'ACTIVE', 'AT_RISK', 'LOST'],
};

/** What an answer of type `ours` may stand for: the same type, perhaps never null where the contract allows null. */
function answers(ours: string, theirs: string): boolean {
  if (theirs.endsWith('!')) return ours.endsWith('!') && answers(ours.slice(0, -1), theirs.slice(0, -1));
  const bare = ours.endsWith('!') ? ours.slice(0, -1) : ours;
  if (!theirs.startsWith('[')) return bare === theirs;
  return bare.startsWith('[') && answers(bare.slice(1, -1), theirs.slice(1, -1));
}

/** Everything that may be given by the contract is taken: what it may leave out, ours does not ask for. */
const takes = (ours: string, theirs: string): boolean => answers(theirs, ours);

type Taken = GraphQLArgument | GraphQLInputField;

function inputGaps(
  where: string,
  theirs: readonly InputValueDefinitionNode[],
  ours: ReadonlyMap<string, Taken>,
): string[] {
  const gaps: string[] = [];
  for (const input of theirs) {
    const at = `${where}${input.name.value}`;
    const known = ours.get(input.name.value);
    if (!known) {
      gaps.push(`${at} is missing`);
      continue;
    }
    if (!takes(String(known.type), print(input.type))) {
      gaps.push(`${at} is ${String(known.type)}, not ${print(input.type)}`);
    }
    if (input.defaultValue) {
      const wanted = valueFromAST(input.defaultValue, known.type);
      if (JSON.stringify(known.defaultValue) !== JSON.stringify(wanted)) {
        gaps.push(`${at} defaults to ${JSON.stringify(known.defaultValue)}, not ${JSON.stringify(wanted)}`);
      }
    }
  }
  const named = new Set(theirs.map((input) => input.name.value));
  for (const [name, known] of ours) {
    const needed = String(known.type).endsWith('!') && known.defaultValue === undefined;
    if (!named.has(name) && needed) gaps.push(`${where}${name} is needed, but no client of the contract gives it`);
  }
  return gaps;
}

function fieldGaps(
  where: string,
  theirs: readonly FieldDefinitionNode[],
  ours: Readonly<Record<string, GraphQLField<unknown, unknown>>>,
): string[] {
  return theirs.flatMap((field) => {
    const at = `${where}.${field.name.value}`;
    const known = ours[field.name.value];
    if (at in notYet) return known ? [`${at} is there: take it out of the exceptions`] : [];
    if (!known) return [`${at} is missing`];
    return [
      ...(answers(String(known.type), print(field.type))
        ? []
        : [`${at} is ${String(known.type)}, not ${print(field.type)}`]),
      ...inputGaps(`${at}(`, field.arguments ?? [], new Map(known.args.map((arg) => [arg.name, arg]))),
    ];
  });
}

function gapsOf(node: DefinitionNode): string[] {
  if (!('name' in node) || !node.name) return [];
  const name = node.name.value;
  const type = shipped.getType(name);
  if (name in notYet) return type ? [`${name} is there: take it out of the exceptions`] : [];
  switch (node.kind) {
    case Kind.SCALAR_TYPE_DEFINITION:
      return isScalarType(type) ? [] : [`scalar ${name} is missing`];
    case Kind.OBJECT_TYPE_DEFINITION:
      if (!isObjectType(type)) return [`type ${name} is missing`];
      return [
        ...(node.interfaces ?? [])
          .filter((one) => !type.getInterfaces().some((known) => known.name === one.name.value))
          .map((one) => `${name} is no ${one.name.value}`),
        ...fieldGaps(name, node.fields ?? [], type.getFields()),
      ];
    case Kind.INTERFACE_TYPE_DEFINITION:
      if (!isInterfaceType(type)) return [`interface ${name} is missing`];
      return fieldGaps(name, node.fields ?? [], type.getFields());
    case Kind.UNION_TYPE_DEFINITION:
      if (!isUnionType(type)) return [`union ${name} is missing`];
      return (node.types ?? [])
        .filter((one) => !type.getTypes().some((known) => known.name === one.name.value))
        .map((one) => `${name} has no ${one.name.value}`);
    case Kind.ENUM_TYPE_DEFINITION:
      if (!isEnumType(type)) return [`enum ${name} is missing`];
      return (node.values ?? [])
        .filter((one) => !type.getValue(one.name.value))
        .map((one) => `${name} has no ${one.name.value}`);
    case Kind.INPUT_OBJECT_TYPE_DEFINITION:
      if (!isInputObjectType(type)) return [`input ${name} is missing`];
      return inputGaps(`${name}.`, node.fields ?? [], new Map(Object.entries(type.getFields())));
    default:
      throw new Error(`the contract holds a ${node.kind}`);
  }
}

const named = contract.definitions.flatMap((node) =>
  'name' in node && node.name ? [[node.name.value, node] as const] : [],
);

test.each(named)('the schema keeps what the contract says of %s', (_, node) => {
  expect(gapsOf(node)).toEqual([]);
});

test.each(Object.entries(enums))('%s has its values', (name, values) => {
  const type = shipped.getType(name);
  expect(isEnumType(type) && new Set(type.getValues().map((value) => value.name))).toEqual(new Set(values));
});

test('types that the contract names without defining them are there', () => {
  const defined = new Set(named.map(([name]) => name));
  const mentioned = new Set<string>();
  const collect = (type: TypeNode): void =>
    type.kind === Kind.NAMED_TYPE ? void mentioned.add(type.name.value) : collect(type.type);
  for (const [name, node] of named) {
    if (name in notYet || !('fields' in node)) continue;
    for (const field of node.fields ?? []) {
      if (!(`${name}.${field.name.value}` in notYet)) collect(field.type);
    }
  }
  expect([...mentioned].filter((name) => !defined.has(name) && !shipped.getType(name))).toEqual([]);
});

test('the comparison finds a type that answers less and one that asks for more', () => {
  expect([answers('[A!]!', '[A!]'), answers('[A]', '[A!]'), answers('A', 'A!'), answers('A!', 'A')]).toEqual([
    true,
    false,
    false,
    true,
  ]);
  expect([takes('A', 'A!'), takes('A!', 'A'), takes('[A!]', '[A!]!')]).toEqual([true, false, true]);
});
