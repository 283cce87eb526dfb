import {
  getArgumentValues,
  isEnumType,
  isInterfaceType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  type FieldNode,
  type GraphQLLeafType,
  type GraphQLObjectType,
  type GraphQLOutputType,
} from 'graphql';
import { collectSubfields } from 'graphql/execution/collectFields';
import { GuardedRow } from '../../access/guard';
import type { Noun } from '../../model/registry';
import type { KehuContext } from '../kehu-context';
import { ofAggregate, ofHistory, ofPage } from '../connections';
import { shapeOf } from '../root-read';
import { nounsOf } from '../schema-nouns';
import type { Info } from '../late';
import { quoted } from './json-text';
import { recordWriter } from './record-writer';

/** What an answer is written with besides its values. */
export interface Writing {
  context: KehuContext;
  variables: Info['variableValues'];
}

/** Writes a value as JSON text. @throws Unwritable where graphql-js would report an error below the root */
export type Writer = (value: unknown, writing: Writing) => string;

/** An answer, or a document, that only graphql-js can say what is wrong with. */
export class Unwritable extends Error {}

/** Fields of a selection by response key, as the executor would collect them. */
export const fieldsBelow = (
  info: Info,
  type: GraphQLObjectType,
  nodes: readonly FieldNode[],
): [string, readonly FieldNode[]][] => [
  ...collectSubfields(info.schema, info.fragments as never, info.variableValues, type, nodes as FieldNode[]),
];

/** Compiles a selection of a type to a writer of its values. */
export function writerOf(info: Info, type: GraphQLOutputType, nodes: readonly FieldNode[]): Writer {
  if (isNonNullType(type)) {
    const write = writerOf(info, type.ofType, nodes);
    return (value, writing) => {
      const text = write(value, writing);
      if (text === 'null') throw new Unwritable('null where the schema has none');
      return text;
    };
  }
  if (isListType(type)) return listWriter(writerOf(info, type.ofType, nodes));
  if (isLeafType(type)) return leafWriter(type);
  if (isInterfaceType(type)) {
    const writers = new Map(
      info.schema.getPossibleTypes(type).flatMap((possible) => {
        const shape = shapeOf(possible);
        return shape?.kind === 'record'
          ? [[shape.noun.name, recordWriter(info, nounOf(info, shape.noun), possible, nodes)]]
          : [];
      }),
    );
    return (value, writing) => {
      if (value === null || value === undefined) return 'null';
      const write = value instanceof GuardedRow ? writers.get(value.view.noun) : undefined;
      if (!write) throw new Unwritable('not a record');
      return write(value, writing);
    };
  }
  if (!isObjectType(type)) throw new Unwritable(`${type.name} is not written`);
  const shape = shapeOf(type);
  switch (shape?.kind) {
    case 'record':
      return recordWriter(info, nounOf(info, shape.noun), type, nodes);
    case 'page':
      return objectWriter(info, type, nodes, ofPage as Fields);
    case 'history':
      return objectWriter(info, type, nodes, ofHistory as Fields);
    case 'aggregate':
      return objectWriter(info, type, nodes, ofAggregate as Fields);
    case 'plain':
      return objectWriter(info, type, nodes, null);
    default:
      throw new Unwritable(`${type.name} is not written`);
  }
}

/** A noun with the fields that the schema of the document knows of it. */
const nounOf = (info: Info, { name }: Noun): Noun => nounsOf(info.schema).get(name);

const listWriter =
  (write: Writer): Writer =>
  (value, writing) => {
    if (value === null || value === undefined) return 'null';
    if (!Array.isArray(value)) throw new Unwritable('not a list');
    if (value.length === 0) return '[]';
    let text = `[${write(value[0], writing)}`;
    for (let i = 1; i < value.length; i++) text += `,${write(value[i], writing)}`;
    return `${text}]`;
  };

/** A scalar or enum as its type serialises it. */
function leafWriter(type: GraphQLLeafType): Writer {
  const known = new Map<unknown, string>();
  return (value) => {
    if (value === null || value === undefined) return 'null';
    if (typeof value === 'string' && type.name === 'String') return quoted(value);
    const before = known.get(value);
    if (before !== undefined) return before;
    const text = serialised(type, value);
    if (isEnumType(type)) known.set(value, text);
    return text;
  };
}

function serialised(type: GraphQLLeafType, value: unknown): string {
  let leaf: unknown;
  try {
    leaf = type.serialize(value);
  } catch (error) {
    throw new Unwritable('not of its type', { cause: error });
  }
  const text = leaf === null || leaf === undefined ? undefined : JSON.stringify(leaf);
  if (text === undefined) throw new Unwritable('not of its type');
  return text;
}

type Fields = Readonly<Record<string, (value: unknown, args: Readonly<Record<string, unknown>>) => unknown>>;

/** An object whose fields are read by functions, or, without them, are its properties. */
function objectWriter(info: Info, type: GraphQLObjectType, nodes: readonly FieldNode[], fields: Fields | null): Writer {
  const parts = fieldsBelow(info, type, nodes).map(([key, group], i) => {
    const [first] = group as [FieldNode];
    const name = first.name.value;
    const prefix = `${i === 0 ? '{' : ','}${JSON.stringify(key)}:`;
    if (name === '__typename') return { prefix: `${prefix}${JSON.stringify(type.name)}`, read: null, write: null };
    const field = type.getFields()[name]!;
    const read = fields?.[name];
    if (fields && !read) throw new Unwritable(`${type.name}.${name} is not written`);
    const takes = field.args.length > 0;
    return {
      prefix,
      read: (value: unknown, { variables }: Writing): unknown =>
        read
          ? read(value, takes ? getArgumentValues(field, first, variables) : noArguments)
          : propertyOf(value, name, takes ? getArgumentValues(field, first, variables) : noArguments),
      write: writerOf(info, field.type, group),
    };
  });
  return (value, writing) => {
    if (value === null || value === undefined) return 'null';
    let text = '';
    for (const { prefix, read, write } of parts) {
      text += read ? prefix + write(read(value, writing), writing) : prefix;
    }
    return text === '' ? '{}' : `${text}}`;
  };
}

const noArguments = {};

/** A property, or what it answers with where it is a function: as graphql-js reads one. */
function propertyOf(value: unknown, name: string, args: Readonly<Record<string, unknown>>): unknown {
  const found = (value as Record<string, unknown>)[name];
  return typeof found === 'function' ? (found as (of: typeof args) => unknown)(args) : found;
}
