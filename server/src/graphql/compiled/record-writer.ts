import { formatDecimal } from '@kehu/shared';
import type { FieldNode, GraphQLObjectType } from 'graphql';
import { GuardedRow, masked, type GuardedCell, type RowLayout } from '../../access/guard';
import { maskOf } from '../../access/masks';
import { customGroup, customName } from '../../model/custom-field';
import type { Field, Noun } from '../../model/registry';
import { bytesToId, isoMoment, storedKind } from '../../query/values';
import { accessOf } from '../access-of';
import { emptyHistory, emptyPage } from '../connections';
import { customValuesOf, groupedKey, offeredFields, wantedFields } from '../custom/custom-rows';
import { nounsOf } from '../schema-nouns';
import { argsOf, type Info } from '../late';
import { quoted } from './json-text';
import { fieldsBelow, Unwritable, writerOf, type Writer, type Writing } from './writer';

/** Writes one field of a record; `cell` says where the row has it, undefined where the view has no such field. */
type FieldWriter = (row: GuardedRow, cell: GuardedCell | undefined, writing: Writing) => string;

/**
 * Compiles a selection of a noun. Every value is asked of the row through the guard ({@link GuardedRow.read}), as the
 * resolvers do, whatever the statement brought along. `within` is the response key of a group `custom` of the record.
 */
export function recordWriter(
  info: Info,
  noun: Noun,
  type: GraphQLObjectType,
  nodes: readonly FieldNode[],
  within: string | null = null,
): Writer {
  const parts = fieldsBelow(info, type, nodes).map(([key, group], i) => ({
    name: within === null ? group[0]!.name.value : customName(group[0]!.name.value),
    prefix: `${i === 0 ? '{' : ','}${JSON.stringify(key)}:`,
    write: fieldWriter(info, noun, type, within === null ? key : groupedKey(within, key), group, within),
  }));
  let layout: RowLayout | null = null;
  let cells: (GuardedCell | undefined)[] = [];
  return (row, writing) => {
    if (row === null || row === undefined) return 'null';
    if (!(row instanceof GuardedRow)) throw new Unwritable('not a record');
    // Rows of one page share their layout; nothing waits between two of them.
    if (row.layout !== layout) {
      layout = row.layout;
      cells = parts.map(({ name }) => row.layout.cells.get(name));
    }
    let text = '';
    for (let i = 0; i < parts.length; i++) {
      const { prefix, write } = parts[i]!;
      text += prefix + write(row, cells[i], writing);
    }
    return text === '' ? '{}' : `${text}}`;
  };
}

function fieldWriter(
  info: Info,
  noun: Noun,
  type: GraphQLObjectType,
  key: string,
  nodes: readonly FieldNode[],
  within: string | null,
): FieldWriter {
  const name = nodes[0]!.name.value;
  if (name === '__typename') {
    const text = JSON.stringify(type.name);
    return () => text;
  }
  if (name === customGroup && within === null) {
    const below = type.getFields()[name]!.type as GraphQLObjectType;
    const group = recordWriter(info, noun, below, nodes, key);
    return (row, _, writing) => group(row, writing);
  }
  const write = writerOf(info, type.getFields()[name]!.type, nodes);
  if (within === null && name === 'customValues') return valuesWriter(info, noun, type, key, nodes, write);
  if (within !== null) return memberWriter(noun.fields.get(customName(name))!, key, write);
  if (name === 'access') return (row, _, writing) => write(accessOf(row, writing.context.ruleSet()), writing);
  if (name === 'history') return (row, _, writing) => write(row.reached(key) ?? emptyHistory, writing);
  const field = noun.fields.get(name);
  if (!field) throw new Unwritable(`${type.name}.${name} is not written`);
  if (field.kind === 'many') {
    return (row, cell, writing) =>
      write(cell && row.allows(cell) ? (row.reached(key) ?? emptyPage) : emptyPage, writing);
  }
  return memberWriter(field, key, write);
}

/** Writes a value, or what a link leads to. */
function memberWriter(field: Field, key: string, write: Writer): FieldWriter {
  if (field.kind !== 'link') return valueWriter(field, write);
  return (row, cell, writing) => write(cell && row.allows(cell) ? row.reached(key) : null, writing);
}

function valuesWriter(
  info: Info,
  noun: Noun,
  type: GraphQLObjectType,
  key: string,
  nodes: readonly FieldNode[],
  write: Writer,
): FieldWriter {
  const nouns = nounsOf(info.schema);
  const offered = offeredFields(info.schema, noun);
  const args = argsOf(type, nodes[0]!);
  return (row, _, writing) => {
    const fields = wantedFields(offered, args.of(writing.variables).keys);
    return write(customValuesOf(row, nouns, fields, key), writing);
  };
}

function valueWriter(field: Field, write: Writer): FieldWriter {
  const short = shortWriters[storedKind(field)];
  let mask: string | null = null;
  return (row, cell, writing) => {
    if (!cell) return write(null, writing);
    const value = row.read(cell);
    if (value === null) return write(null, writing);
    if (value === masked) return (mask ??= write(maskOf(field.kind), writing));
    if (short && !cell.settles && field.derivation?.from !== 'own') return short(value);
    return write(row.decoded(cell, value), writing);
  };
}

/** Stored values straight to text, where that is the same as decoding and serialising them. */
const shortWriters: Readonly<Partial<Record<Field['kind'], (stored: unknown) => string>>> = {
  id: (stored) => `"${bytesToId(stored as Uint8Array)}"`,
  text: (stored) => quoted(stored as string),
  longText: (stored) => quoted(stored as string),
  date: (stored) => quoted(stored as string),
  decimal: (stored) => `"${formatDecimal(Number(stored))}"`,
  dateTime: (stored) => `"${isoMoment(Number(stored))}"`,
  boolean: (stored) => (Number(stored) === 1 ? 'true' : 'false'),
};
