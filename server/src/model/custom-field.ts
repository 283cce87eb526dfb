import type { Sentence } from '../errors/errors';
import type { FieldDefinition, FieldKind } from './noun';

/** What an administrator can make a field of. */
export const customKinds = ['text', 'number', 'money', 'date', 'choice', 'multiChoice', 'boolean', 'link'] as const;
export type CustomKind = (typeof customKinds)[number];

/** A field that an administrator added to a noun. It is kept in columns of the noun's own table. */
export interface CustomField {
  pk: number;
  noun: string;
  /** Its GraphQL name below `custom`; never changes and is never given to another. */
  key: string;
  kind: CustomKind;
  label: Sentence;
  /** What it means, in the words of who made it; may be empty. */
  help: string;
  /** Longest text in characters. */
  max: number | null;
  /** ISO 4217 code of money on a noun whose records have no currency of their own. */
  currency: string | null;
  /** Noun that a link leads to. */
  to: string | null;
  /** New records need a value from those who may write it, and it can't be cleared. */
  required: boolean;
  /** Order in forms. */
  position: number;
}

/** Name of the group of such fields in types, filters and inputs; no noun has a field of its own called so. */
export const customGroup = 'custom';

const prefix = `${customGroup}.`;

/** Name of the field among those of its noun. Has a dot, so that no built-in field is ever called the same. */
export const customName = (key: string): string => prefix + key;

export const isCustomName = (name: string): boolean => name.startsWith(prefix);

/** The key of a field by its {@link customName}. */
export const customKey = (name: string): string => name.slice(prefix.length);

/** First column of the field. Made from its number, never from words of a person. */
export const customColumn = ({ pk, kind }: Pick<CustomField, 'pk' | 'kind'>): string =>
  kind === 'link' ? `x${pk}_pk` : `x${pk}`;

/** Code table that holds the values of a choice. */
export const choicesOf = ({ noun, key }: Pick<CustomField, 'noun' | 'key'>): string => `custom.${noun}.${key}`;

/** Whether a code table holds the values of some custom choice. */
export const holdsChoices = (dictionary: string): boolean => dictionary.startsWith(prefix);

const fieldKinds: Readonly<Record<CustomKind, FieldKind>> = {
  text: 'text',
  number: 'decimal',
  money: 'decimal',
  date: 'date',
  choice: 'dictionary',
  multiChoice: 'choices',
  boolean: 'boolean',
  link: 'link',
};

/** Longest text of a custom field where none is stated. */
export const defaultTextLength = 100;

/** The definition that everything else works with: a custom field is a field like any other. */
export function customDefinition(custom: CustomField, hasCurrency: boolean): FieldDefinition {
  const { kind } = custom;
  const ordered = kind !== 'multiChoice';
  return {
    kind: fieldKinds[kind],
    label: custom.label,
    description: custom.help === '' ? `${custom.label.en} / ${custom.label.zh}` : custom.help,
    column: customColumn(custom),
    filter: true,
    sort: ordered,
    group: ordered,
    custom,
    ...(kind === 'text' && { max: custom.max ?? defaultTextLength }),
    ...((kind === 'number' || kind === 'money') && { aggregate: true }),
    ...(kind === 'money' && custom.currency === null && hasCurrency && { currency: 'currency' }),
    ...((kind === 'choice' || kind === 'multiChoice') && { dictionary: choicesOf(custom) }),
    ...(kind === 'link' && { to: custom.to! }),
  };
}
