import type { CatalogueField, CatalogueType } from '../rules/rule-model';

/** A condition as the builder holds it; `scopeWhere` gives the form that the API takes. */
export type Condition = GroupCondition | ValueCondition | LinkCondition | ManyCondition;

export interface GroupCondition {
  kind: 'group';
  /** One of them suffices. */
  any: boolean;
  /** The opposite of what they say. */
  not: boolean;
  items: readonly Condition[];
}

export interface RelativeTime {
  unit: 'daysAgo' | 'monthsAgo' | 'yearsAgo';
  amount: number;
}

export type ConditionValue = string | boolean | readonly string[] | RelativeTime | null;

export interface ValueCondition {
  kind: 'value';
  field: string;
  operator: string;
  value: ConditionValue;
}

export const linkModes = ['me', 'myTeams', 'mySubtree', 'filled', 'empty', 'where'] as const;
export interface LinkCondition {
  kind: 'link';
  field: string;
  mode: (typeof linkModes)[number];
  of: GroupCondition;
}

export const quantifiers = ['some', 'none', 'every'] as const;
export interface ManyCondition {
  kind: 'many';
  field: string;
  quantifier: (typeof quantifiers)[number];
  of: GroupCondition;
}

export const group = (items: readonly Condition[] = [], any = false, not = false): GroupCondition => ({
  kind: 'group',
  any,
  not,
  items,
});

/** Kinds of values that can be compared, and how. */
export function operatorsOf({ kind }: Pick<CatalogueField, 'kind'>): readonly string[] {
  if (kind === 'tags') return ['has', 'hasAny', 'hasAll'];
  if (kind === 'externalIds') return ['source'];
  if (kind === 'boolean') return ['eq', 'isNull'];
  if (kind === 'date' || kind === 'dateTime') return ['gte', 'lt', 'isNull'];
  if (kind === 'decimal' || kind === 'integer') return ['gte', 'lte', 'gt', 'lt', 'eq', 'isNull'];
  return ['in', 'notIn', 'isNull'];
}

/** Whether an operator takes several values. */
export const takesMany = (operator: string): boolean => ['in', 'notIn', 'hasAny', 'hasAll'].includes(operator);

/** What a person most likely means first by a condition on this field. */
export function startOf(field: CatalogueField): Condition {
  if (field.kind === 'many') return { kind: 'many', field: field.name, quantifier: 'some', of: group() };
  if (field.kind === 'link') {
    const mode = field.to === 'User' ? 'me' : field.to === 'Team' ? 'myTeams' : 'where';
    return { kind: 'link', field: field.name, mode, of: group() };
  }
  const operator = operatorsOf(field)[0] ?? 'eq';
  const dated = field.kind === 'date' || field.kind === 'dateTime';
  const value: ConditionValue = takesMany(operator)
    ? []
    : dated
      ? { unit: 'monthsAgo', amount: 12 }
      : field.kind === 'boolean'
        ? true
        : '';
  return { kind: 'value', field: field.name, operator, value };
}

type Where = Record<string, unknown>;

/** Whether a value is a moment counted back from the time of asking. */
export const isRelative = (value: ConditionValue): value is RelativeTime =>
  typeof value === 'object' && value !== null && 'unit' in value;

const writtenValue = (value: ConditionValue): unknown => (isRelative(value) ? { [value.unit]: value.amount } : value);

function entryOf(condition: Exclude<Condition, GroupCondition>): Where {
  if (condition.kind === 'many') return { [condition.field]: { [condition.quantifier]: scopeWhere(condition.of) } };
  if (condition.kind === 'value') return { [condition.field]: { [condition.operator]: writtenValue(condition.value) } };
  const { field, mode, of } = condition;
  if (mode === 'empty' || mode === 'filled') return { [field]: { isNull: mode === 'empty' } };
  return { [field]: mode === 'where' ? scopeWhere(of) : { is: mode } };
}

/** The condition in the language of scopes. Conditions on different fields stand side by side in one object. */
export function scopeWhere({ items, any, not }: GroupCondition): Where {
  const parts = items.map((item) => (item.kind === 'group' ? scopeWhere(item) : entryOf(item)));
  const keys = parts.flatMap((part) => Object.keys(part));
  const flat = new Set(keys).size === keys.length;
  const said: Where = any
    ? parts.length === 1 && parts[0]
      ? parts[0]
      : { or: parts }
    : flat
      ? Object.assign({}, ...parts)
      : { and: parts };
  return not ? { not: said } : said;
}

const isObject = (of: unknown): of is Where => typeof of === 'object' && of !== null && !Array.isArray(of);

/** The builder's form of a condition that was written as JSON; null where the builder has no words for it. */
export function readWhere(types: readonly CatalogueType[], type: string, where: unknown): GroupCondition | null {
  try {
    return readGroup(types, type, where);
  } catch (error) {
    if (error instanceof Unreadable) return null;
    throw error;
  }
}

class Unreadable extends Error {}

function readGroup(types: readonly CatalogueType[], type: string, where: unknown): GroupCondition {
  if (!isObject(where)) throw new Unreadable();
  const entries = Object.entries(where);
  const [only] = entries;
  if (entries.length === 1 && only) {
    const [key, of] = only;
    if (key === 'not') return { ...readGroup(types, type, of), not: true };
    if ((key === 'and' || key === 'or') && Array.isArray(of)) {
      return group(
        of.map((part) => simplified(readGroup(types, type, part))),
        key === 'or',
      );
    }
  }
  return group(
    entries.flatMap(([key, of]) =>
      key === 'and' || key === 'or' || key === 'not'
        ? [readGroup(types, type, { [key]: of })]
        : readField(types, type, key, of),
    ),
  );
}

const simplified = (of: GroupCondition): Condition =>
  of.items.length === 1 && !of.not && of.items[0] ? of.items[0] : of;

function readField(types: readonly CatalogueType[], type: string, name: string, of: unknown): Condition[] {
  const field = types.find((one) => one.type === type)?.fields.find((one) => one.name === name);
  if (!field || !isObject(of)) throw new Unreadable();
  const to = field.to ?? '';
  if (field.kind === 'many') {
    return Object.entries(of).map(([word, inner]): Condition => {
      const quantifier = quantifiers.find((one) => one === word);
      if (!quantifier) throw new Unreadable();
      return { kind: 'many', field: name, quantifier, of: readGroup(types, to, inner) };
    });
  }
  if (field.kind === 'link') {
    const { is, isNull, ...rest } = of;
    const parts: Condition[] = [];
    if (is !== undefined) {
      const mode = linkModes.find((one) => one === is);
      if (!mode) throw new Unreadable();
      parts.push({ kind: 'link', field: name, mode, of: group() });
    }
    if (isNull !== undefined) parts.push({ kind: 'link', field: name, mode: isNull ? 'empty' : 'filled', of: group() });
    if (Object.keys(rest).length > 0)
      parts.push({ kind: 'link', field: name, mode: 'where', of: readGroup(types, to, rest) });
    return parts;
  }
  return Object.entries(of).map(([word, value]) => readValue(field, word, value));
}

function readValue(field: CatalogueField, word: string, value: unknown): ValueCondition {
  const single = { eq: 'in', ne: 'notIn' }[word];
  const operators = operatorsOf(field);
  const operator = single && !operators.includes(word) ? single : word;
  if (!operators.includes(operator)) throw new Unreadable();
  if (takesMany(operator)) {
    const values = Array.isArray(value) ? value : [value];
    return { kind: 'value', field: field.name, operator, value: values.map(String) };
  }
  if (isObject(value)) {
    const [[unit, amount] = ['', null]] = Object.entries(value);
    if (!['daysAgo', 'monthsAgo', 'yearsAgo'].includes(unit) || typeof amount !== 'number') throw new Unreadable();
    return {
      kind: 'value',
      field: field.name,
      operator,
      value: { unit: unit as RelativeTime['unit'], amount },
    };
  }
  return { kind: 'value', field: field.name, operator, value: typeof value === 'boolean' ? value : String(value) };
}

/** Whether every part is filled in, so that it can be saved. */
export function isComplete(condition: Condition): boolean {
  if (condition.kind === 'group') return condition.items.length > 0 && condition.items.every(isComplete);
  if (condition.kind === 'value') {
    const { value } = condition;
    if (value === null || value === '') return false;
    return !Array.isArray(value) || value.length > 0;
  }
  if (condition.kind === 'link' && condition.mode !== 'where') return true;
  return condition.of.items.every(isComplete) && (condition.kind === 'many' || condition.of.items.length > 0);
}
