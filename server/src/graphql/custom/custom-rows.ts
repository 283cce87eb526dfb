import type { GraphQLObjectType, GraphQLSchema } from 'graphql';
import { GuardedRow } from '../../access/guard';
import { customGroup, customKey, customName } from '../../model/custom-field';
import type { Field, Noun, NounRegistry } from '../../model/registry';
import type { LinkSelection, Selection } from '../../query/selection';

/** A record below its group `custom`: the same row, whose related records stand under the group's response key. */
export interface CustomGroup {
  row: GuardedRow;
  key: string;
}

/** Key of a record that is reached through a group: response keys have no dots. */
export const groupedKey = (group: string, key: string): string => `${group}.${key}`;

/** Fields of administrators that a schema offers of a noun, in their order. */
export function offeredFields(schema: GraphQLSchema, noun: Noun): Field[] {
  const group = (schema.getType(noun.typeName) as GraphQLObjectType).getFields()[customGroup];
  if (!group) return [];
  const offered = (group.type as GraphQLObjectType).getFields();
  return [...noun.fields.values()].filter(({ name, custom }) => custom && Object.hasOwn(offered, customKey(name)));
}

/** Those of them that are asked for by key, all where no keys are given; names that are not offered ask for nothing. */
export function wantedFields(offered: readonly Field[], keys: unknown): Field[] {
  const wanted = Array.isArray(keys) ? new Set(keys.map((key) => customName(String(key)))) : null;
  return offered.filter(({ name }) => !wanted || wanted.has(name));
}

/** What of a linked record stands in `customValues`: its id and the field it is known by. */
export function linkedSelection(nouns: NounRegistry, link: Field, key: string): LinkSelection {
  const target = nouns.get(link.to!);
  const selection: Selection = {
    fields: titleFields(target),
    links: [],
    manys: [],
    history: [],
    access: false,
    shape: {},
  };
  return { key: groupedKey(key, link.name), field: link, selection };
}

const titleFields = (noun: Noun): Field[] => {
  const title = noun.title === undefined ? undefined : noun.fields.get(noun.title);
  return [noun.fields.get('id')!, ...(title ? [title] : [])];
};

/** `customValues` of a row: every value as the guard gives it out, by key. */
export function customValuesOf(
  row: GuardedRow,
  nouns: NounRegistry,
  fields: readonly Field[],
  key: string,
): Record<string, unknown> {
  return Object.fromEntries(
    fields.map((field) => [
      customKey(field.name),
      field.kind === 'link' ? linked(row, nouns, field, key) : row.shown(field),
    ]),
  );
}

function linked(row: GuardedRow, nouns: NounRegistry, field: Field, key: string): object | null {
  const target = row.readable(field.name) ? row.reached(groupedKey(key, field.name)) : null;
  if (!(target instanceof GuardedRow)) return null;
  const [id, title] = titleFields(nouns.get(field.to!));
  return { id: target.shown(id!), name: title ? target.shown(title) : null };
}
