/**
 * What a column holds, as far as comparing goes. `givenName` and `familyName` are compared together, because people swap
 * them; `name` is a whole name of a person or company; `word` has few distinct values, such as a city or an industry.
 */
export type ColumnKind =
  | 'givenName'
  | 'familyName'
  | 'name'
  | 'email'
  | 'phone'
  | 'date'
  | 'identifier'
  | 'number'
  | 'address'
  | 'word'
  | 'text';

export interface MatchColumn {
  name: string;
  kind: ColumnKind;
}

/** The values of one record, by column: none, one or several. */
export type RecordValues = readonly (readonly string[])[];

const byHeader: readonly [RegExp, ColumnKind][] = [
  [/e-?mail|邮箱|电子邮件/, 'email'],
  [/phone|mobile|\btel\b|telephone|\bfax\b|电话|手机/, 'phone'],
  [/\bdob\b|birth|\bdate\b|生日|出生/, 'date'],
  [/given|first ?name|fore ?name/, 'givenName'],
  [/sur ?name|last ?name|family ?name/, 'familyName'],
  [/address|street (?!n)|\bstreet$|地址/, 'address'],
  [/name|company|account|organi[sz]ation|姓名|名称|客户|公司/, 'name'],
];

/** How a header reads to a person: `given_name`, `GivenName` and `given name` are one. */
const words = (header: string): string =>
  header
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .replace(/[_\-.\s]+/g, ' ')
    .trim();

const share = (values: readonly string[], test: (value: string) => boolean): number =>
  values.length === 0 ? 0 : values.filter(test).length / values.length;

const isDate = (value: string): boolean =>
  /^(19|20)\d\d[-/.]?(0?[1-9]|1[0-2])[-/.]?(0?[1-9]|[12]\d|3[01])$/.test(value);

/**
 * Finds out what a column holds, from its header and a sample of its values; null where nothing can be compared, because it
 * is empty, says the same everywhere or numbers the rows.
 */
export function columnKindOf(header: string, sample: readonly string[]): ColumnKind | null {
  const values = sample.map((value) => value.trim()).filter((value) => value !== '');
  const distinct = new Set(values).size;
  if (distinct < 2) return null;
  if (distinct === values.length && /\bid$|\bno$|编号$/.test(words(header))) return null; // numbers the rows
  const named = byHeader.find(([pattern]) => pattern.test(words(header)))?.[1];
  if (named && named !== 'date') return named;
  if (share(values, (value) => /^[^\s@]+@[^\s@]+\.\S+$/.test(value)) > 0.6) return 'email';
  if (share(values, isDate) > 0.8) return 'date';
  if (share(values, (value) => /^[+(]?\d[\d\s()./-]{6,}$/.test(value) && /\D/.test(value)) > 0.8) return 'phone';
  const varied = distinct / values.length;
  const meanLength = values.reduce((sum, value) => sum + value.length, 0) / values.length;
  if (share(values, (value) => /\d/.test(value) && !/\s/.test(value)) > 0.9) {
    return varied > 0.4 && meanLength >= 6 ? 'identifier' : 'number';
  }
  return varied < 0.7 || meanLength < 14 ? 'word' : 'text';
}
