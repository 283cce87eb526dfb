import { limits } from '@kehu/shared';
import { GraphQLObjectType, type FieldNode, type GraphQLSchema } from 'graphql';
import type { GuardedRow } from '../access/guard';
import type { KehuError } from '../errors/errors';
import type { Noun } from '../model/registry';
import { readByPk, recordAsWritten } from '../query/record';
import type { Selection } from '../query/selection';
import { createRecord } from '../records/create-record';
import { deleteRecord } from '../records/delete-record';
import { restoreRecord } from '../records/restore-record';
import { updateRecord } from '../records/update-record';
import { upsertRecords, type UpsertItem } from '../records/upsert-records';
import type { WriteContext, Written } from '../records/write-context';
import type { KehuContext } from './kehu-context';
import { tooExpensive } from './limits';
import { attachRead, attachShape } from './root-read';
import { nounsOf } from './schema-nouns';
import { fieldsOf, type Info, type Late } from './late';
import { compileSelection } from './selection-of';

/** `shown` names the fields of the record that the answer shows. */
type Write = (
  context: WriteContext,
  noun: Noun,
  input: Record<string, unknown>,
  shown: readonly string[],
) => Promise<Written>;

/** Every mutation of a noun goes through records, and answers with the record as the caller sees it afterwards. */
export function attachMutations(schema: GraphQLSchema, noun: Noun): void {
  if (!noun.features.mutations) return;
  const mutation = schema.getMutationType()!;
  attachShape(schema.getType(`${noun.typeName}Payload`)!, { kind: 'plain' });
  const attach = (name: string, write: Write, deleted: boolean): void => {
    const field = mutation.getFields()[name];
    if (!field) throw new Error(`no mutation ${name}`);
    attachRead(field, (info, nodes) => {
      const known = nounsOf(info.schema).get(noun.name);
      const selection = payloadSelection(info, nodes, known);
      return async (context, args, variables) => {
        const writing = context.writingRecords();
        const of = writing.nouns.get(noun.name);
        const selected = selection?.of(variables);
        const shown = selected ? selected.fields.map(({ name }) => name) : [];
        const written = await write(writing, of, args.input as Record<string, unknown>, shown);
        if (!selected) return { [noun.name]: null };
        return { [noun.name]: await answer(context, writing, known, written, selected, deleted) };
      };
    });
  };
  attach(`create${noun.typeName}`, createRecord, false);
  attach(
    `update${noun.typeName}`,
    (context, of, input, shown) => updateRecord(context, of, input as never, shown),
    false,
  );
  if (noun.features.softDelete) {
    attach(`delete${noun.typeName}`, (context, of, input) => deleteRecord(context, of, input as never), true);
    attach(`restore${noun.typeName}`, (context, of, input) => restoreRecord(context, of, input as never), false);
  }
  if (noun.features.externalIds) {
    const plural = noun.plural[0]!.toUpperCase() + noun.plural.slice(1);
    mutation.getFields()[`upsert${plural}`]!.resolve = async (_, args, context: KehuContext) => {
      const { items } = args.input as { items: UpsertItem[] };
      if (items.length > limits.maxBatchSize) {
        throw tooExpensive({ en: 'items', zh: '个条目' }, items.length, limits.maxBatchSize);
      }
      const writing = context.writingRecords();
      const outcomes = await upsertRecords(writing, writing.nouns.get(noun.name), items);
      return { results: outcomes.map((outcome) => ({ ...outcome, error: worded(outcome.error, context) })) };
    };
  }
}

/** A refusal as data. An Error as a value would be thrown by the executor and blamed on the whole operation. */
const worded = (error: KehuError | null, context: KehuContext): object | null =>
  error && { code: error.code, fields: error.fields, message: error.sentence[context.language] };

/**
 * The record through the view: as it was written where that is all it takes, else read again. What the writer put out of its
 * own sight is null; a deleted record shows to restorers.
 */
async function answer(
  context: KehuContext,
  writing: WriteContext,
  noun: Noun,
  { pk, row }: Written,
  selection: Selection,
  deleted: boolean,
): Promise<GuardedRow | null> {
  if (deleted && context.ruleSet().write(noun.name).restore.kind === 'none') return null;
  const reading = context.reading();
  // Rules that changed meanwhile are asked anew.
  const known = row && reading.ruleSet === writing.ruleSet ? recordAsWritten(reading, noun, selection, row) : null;
  return known ?? readByPk(reading, noun, pk, selection, deleted);
}

function payloadSelection(info: Info, fieldNodes: readonly FieldNode[], noun: Noun): Late<Selection> | null {
  const type = info.schema.getType(`${noun.typeName}Payload`);
  if (!(type instanceof GraphQLObjectType)) throw new Error(`no payload of ${noun.name}`);
  const nodes: FieldNode[] = [];
  for (const node of fieldNodes) {
    if (!node.selectionSet) continue;
    for (const group of fieldsOf(info, type, node.selectionSet).values()) {
      if (group[0]!.name.value === noun.name) nodes.push(...group);
    }
  }
  return nodes.length > 0 ? compileSelection(info, nounsOf(info.schema), noun, nodes) : null;
}
