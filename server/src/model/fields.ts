import type { FieldDefinition, FieldKind } from './noun';

/** What may be added to or changed in a field made by one of the builders below. */
type Extra = Partial<Omit<FieldDefinition, 'kind' | 'label' | 'description'>>;

type Builder = (en: string, zh: string, description: string, extra?: Extra) => FieldDefinition;

const builder =
  (kind: FieldKind, defaults: Extra): Builder =>
  (en, zh, description, extra) => ({ kind, label: { en, zh }, description, ...defaults, ...extra });

const queryable = { filter: true, sort: true, group: true } as const;

/** One line of text, at most 200 characters unless stated; filterable, sortable, groupable. */
export const text = builder('text', { max: 200, ...queryable });

/** Text of several lines, at most 20,000 characters: shown, never filtered or sorted by. */
export const longText = builder('longText', { max: 20_000 });

/** Exact decimal with four places, at most ±900 billion; filterable, sortable, groupable, summable. */
export const decimal = builder('decimal', { ...queryable, aggregate: true });

/** Whole number; filterable, sortable, groupable, summable. */
export const integer = builder('integer', { ...queryable, aggregate: true });

/** Yes or no; filterable, sortable, groupable. */
export const flag = builder('boolean', queryable);

/** Calendar date; groupable by bucket. */
export const date = builder('date', queryable);

/** Moment in time; groupable by bucket. */
export const dateTime = builder('dateTime', queryable);

/** One of a closed list: a GraphQL enum of that name. */
export const choice = (
  enumName: string,
  values: readonly string[],
  en: string,
  zh: string,
  description: string,
  extra?: Extra,
): FieldDefinition => builder('choice', { enumName, values, ...queryable })(en, zh, description, extra);

/** Key of an entry of an administrator-kept code table. */
export const dictionary = (name: string, en: string, zh: string, description: string, extra?: Extra): FieldDefinition =>
  builder('dictionary', { dictionary: name, ...queryable })(en, zh, description, extra);

/** To-one relation; filters, sorts and groups hop through it. */
export const link = (to: string, en: string, zh: string, description: string, extra?: Extra): FieldDefinition =>
  builder('link', { to, ...queryable })(en, zh, description, extra);

/** To-many relation: rows of `to` whose link field `via` names this record. */
export const many = (
  to: string,
  via: string,
  en: string,
  zh: string,
  description: string,
  extra?: Extra,
): FieldDefinition => builder('many', { to, via, filter: true, input: 'system' })(en, zh, description, extra);

/** Encrypted in the table; filterable by equality through its blind index, never sorted or grouped. */
export const secret = builder('secret', { max: 64, filter: true });

/** Free key and value pairs, kept as they are. */
export const json = builder('json', {});

/** Phone numbers with kind and one primary. */
export const phones = builder('phones', {});

/** E-mail addresses with kind and one primary. */
export const emails = builder('emails', {});

/** Postal addresses with kind and one primary. */
export const addresses = builder('addresses', {});

/** Words people stick on a record. */
export const tags = builder('tags', { max: 64, filter: true });

/** How other systems call the record. */
export const externalIds = (): FieldDefinition =>
  builder('externalIds', { input: 'system' })(
    'External ids',
    '外部编号',
    'Ids of the record in other systems, by source.',
  );

/** Where a demo record comes from. */
export const dataSet = (): FieldDefinition =>
  text('Data set', '数据集', 'Where a demo record comes from: maven, northwind, generated; null on real ones.', {
    max: 32,
    input: 'system',
  });

/** ISO 4217 code of the money on the record. */
export const currency = (): FieldDefinition =>
  text('Currency', '币种', 'ISO 4217 code of the currency of the money on this record.', { max: 3, default: 'CNY' });
