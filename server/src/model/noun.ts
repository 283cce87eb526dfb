import type { Sentence } from '../errors/errors';
import type { CustomField } from './custom-field';

/**
 * The noun model: what a customer, a contact, an order is, as data. The TypeORM entity, GraphQL types, filters, sort
 * keys, groups, inputs and the policy's keys are all derived from it, so a field is declared once.
 */
export type FieldKind =
  | 'id' // UUID in 16 bytes
  | 'text' // one line; with a folded companion column when it can be filtered or sorted
  | 'longText'
  | 'choice' // closed list, a GraphQL enum
  | 'dictionary' // key of an administrator-kept code table, a DictionaryEntry
  | 'decimal' // BIGINT scaled by 10^4
  | 'integer'
  | 'boolean'
  | 'date' // 'YYYY-MM-DD'
  | 'dateTime' // epoch milliseconds
  | 'json'
  | 'phones' // JSON lists with a GraphQL type of their own
  | 'emails'
  | 'addresses'
  | 'secret' // encrypted in the table, equality through a blind index
  | 'tags' // rows of <table>_tags beside a JSON copy
  | 'choices' // several keys of a code table: rows of custom_choices beside a JSON copy
  | 'externalIds' // rows of external_ids
  | 'link' // to-one, column <field>_pk
  | 'many' // to-many: rows of another noun that link here
  | 'derived'; // computed, see Derivation

/** Where a derived value comes from. `stored` is kept in the same transaction by the records module. */
export type Derivation =
  | { from: 'own'; inputs: readonly string[]; compute: 'ageFromDate' }
  | {
      from: 'children';
      many: string; // field of kind 'many' on the same noun
      inputs: readonly string[]; // fields of the child that are read
      aggregate: 'sum' | 'max';
      value: string; // field of the child
      sameCurrency?: boolean; // only children whose `currency` equals the record's
      except?: { field: string; values: readonly string[] }; // children that don't count; the field is an input too
      column: string; // the stored column
      type: 'decimal' | 'dateTime';
    };

export interface FieldDefinition {
  kind: FieldKind;
  description: string;
  label: Sentence;
  /** Column name; by default the field's name in snake case (`_pk` appended for links). */
  column?: string;
  /** Longest text in characters (text, longText, secret). */
  max?: number;
  /** Never null. Needed on create too, unless there is a `default`. */
  required?: boolean;
  values?: readonly string[]; // choice
  enumName?: string; // choice: GraphQL enum name
  dictionary?: string; // dictionary name
  to?: string; // link, many: noun name
  via?: string; // many: the link field on the target noun
  owned?: boolean; // many: rows that live and die with this record (order items), written through its inputs
  derivation?: Derivation;
  filter?: boolean;
  sort?: boolean;
  group?: boolean;
  aggregate?: boolean; // sum, avg, min, max
  currency?: string; // decimal: the field that holds its currency
  /** The field of the parent whose value the server writes here too: readable only where that one is. */
  repeats?: string;
  unique?: boolean; // a business code: see exception 1 of the access design
  /** Written on create where no value is given; 'now' on a dateTime is the moment of the write, decimals are strings. */
  default?: string | number | boolean | null;
  /** Whether create / update inputs take it. 'system' fields are set by the server only. */
  input?: 'both' | 'create' | 'system';
  index?: boolean;
  /** Found by the sound of its Chinese characters too; at most one field of a noun. */
  sound?: boolean;
  /** What an administrator said of it, where one made it. */
  custom?: CustomField;
}

/** Columns every noun has without naming them. */
export const systemFields = ['id', 'version', 'createdAt', 'updatedAt', 'deletedAt'] as const;

export interface NounDefinition<F extends Record<string, FieldDefinition> = Record<string, FieldDefinition>> {
  name: string; // 'customer'
  plural: string; // 'customers': list field and default table name
  typeName: string; // 'Customer'
  table: string;
  description: string;
  label: Sentence;
  fields: F;
  /** A row without a visible parent is in no view: contact, order, ticket, activity -> customer; orderItem -> order. */
  parent?: string; // name of a link field
  /** The field people know a record by; used in pick lists and error sentences. */
  title?: string;
  /** Default order: newest change first unless stated. */
  defaultSort?: { field: string; direction: 'ASC' | 'DESC' };
  /** Rows that are not versioned or soft-deleted on their own (owned children, shares) lack the columns. */
  features: { versioned: boolean; softDelete: boolean; history: boolean; externalIds: boolean; mutations: boolean };
  /** Columns that no field shows: machinery of predicates. 'path' is ASCII text, compared by bytes, at most 255 long. */
  hiddenColumns?: readonly { name: string; type: 'path' }[];
  /** Kept in the search index although no field of it is found by its sound. */
  searchIndex?: boolean;
  /** Extra covering indexes, as lists of columns; pk is appended by the engine. */
  indexes?: readonly (readonly string[])[];
}

/** Declares a noun, keeping the literal keys of its fields so that its policy can be typed over them. */
export const defineNoun = <F extends Record<string, FieldDefinition>>(noun: NounDefinition<F>): NounDefinition<F> =>
  noun;

/** Field names of a noun that a policy must have a rule for. */
export type FieldOf<N> = N extends NounDefinition<infer F> ? Extract<keyof F, string> : never;
