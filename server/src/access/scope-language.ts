import { fold, parseDecimal, DecimalError } from '@kehu/shared';
import { badInput } from '../errors/errors';
import { flatCustom } from '../model/flat-custom';
import type { Field, NounRegistry } from '../model/registry';
import { all, and, none, not, or, type ComparedValue, type Predicate } from './predicate';

/**
 * A scope as an administrator writes it: the language of `where`, with what a list's filter has no word for. `{ is: "me" }` on
 * a link to a user, `{ is: "myTeams" }` and `{ is: "mySubtree" }` on a link to a team stand for the acting principal;
 * `{ daysAgo: 30 }`, `{ monthsAgo: 12 }` and `{ yearsAgo: 2 }` in the place of a date or moment for the time of asking.
 */
export type ScopeWhere = Readonly<Record<string, unknown>>;

/** Deepest nesting and most conditions of one scope: it is asked about every row. */
export const scopeLimits = { depth: 6, conditions: 40, values: 100 } as const;

/** What holds, and whether it holds of a record that is not there: all its fields are null. */
interface Condition {
  of: Predicate;
  onNull: boolean;
}

/**
 * Compiles a scope over rows of `noun` to the predicates that views are made of, so that everything that works on built-in
 * scopes works on it.
 * @throws KehuError BAD_USER_INPUT naming the place in the scope
 */
export function scopePredicate(nouns: NounRegistry, noun: string, where: unknown, path = 'where'): Predicate {
  return new Compiler(nouns).object(noun, flatCustom(where), path, 1).of;
}

class Compiler {
  private conditions = 0;

  constructor(private readonly nouns: NounRegistry) {}

  object(noun: string, where: unknown, path: string, depth: number): Condition {
    if (typeof where !== 'object' || where === null || Array.isArray(where)) {
      throw badInput(path, `${path} must be an object of conditions.`, `${path} 必须是由条件组成的对象。`);
    }
    if (depth > scopeLimits.depth) {
      throw badInput(
        path,
        `A scope has at most ${scopeLimits.depth} levels.`,
        `范围条件最多嵌套 ${scopeLimits.depth} 层。`,
      );
    }
    return conjunction(Object.entries(where).map(([key, of]) => this.entry(noun, key, of, `${path}.${key}`, depth)));
  }

  private entry(noun: string, key: string, of: unknown, path: string, depth: number): Condition {
    this.conditions += 1;
    if (this.conditions > scopeLimits.conditions) {
      const { conditions } = scopeLimits;
      throw badInput(path, `A scope has at most ${conditions} conditions.`, `范围最多包含 ${conditions} 个条件。`);
    }
    if (of === null || of === undefined) throw badInput(path, `${path} must not be null.`, `${path} 不能为空。`);
    if (key === 'and' || key === 'or') {
      if (!Array.isArray(of)) throw badInput(path, `${path} must be a list.`, `${path} 必须是列表。`);
      const parts = of.map((part: unknown, i) => this.object(noun, part, `${path}.${i}`, depth + 1));
      return key === 'and' ? conjunction(parts) : disjunction(parts);
    }
    if (key === 'not') return negated(this.object(noun, of, path, depth + 1));
    if (key === 'is' && noun === 'user' && of === 'me') return { of: { kind: 'isSelf' }, onNull: false };
    const definition = this.nouns.get(noun);
    const field = Object.hasOwn(Object.fromEntries(definition.fields), key) ? definition.fields.get(key) : undefined;
    if (!field) {
      throw badInput(
        path,
        `${definition.typeName} has no field "${key}".`,
        `${definition.typeName} 没有字段“${key}”。`,
      );
    }
    if (field.kind === 'link') return this.link(field, of, path, depth);
    if (field.kind === 'many') return this.many(field, of, path, depth);
    return valueCondition(field, of, path);
  }

  /** A to-one hop; where the link leads nowhere, all fields of the target are null. */
  private link(field: Field, of: unknown, path: string, depth: number): Condition {
    const words = { ...(of as Record<string, unknown>) };
    const parts: Condition[] = [];
    if ('is' in words) {
      parts.push({ of: principalCondition(field, words.is, `${path}.is`), onNull: false });
      delete words.is;
    }
    const absent = not({ kind: 'via', link: field.name, where: all });
    if ('isNull' in words) {
      parts.push(words.isNull === true ? { of: absent, onNull: true } : negated({ of: absent, onNull: true }));
      delete words.isNull;
    }
    if (Object.keys(words).length > 0 || parts.length === 0) {
      const inner = this.object(field.to!, words, path, depth + 1);
      const reached: Predicate = inner.of.kind === 'none' ? none : { kind: 'via', link: field.name, where: inner.of };
      parts.push(inner.onNull ? { of: or(reached, absent), onNull: true } : { of: reached, onNull: false });
    }
    return conjunction(parts);
  }

  private many(field: Field, of: unknown, path: string, depth: number): Condition {
    if (typeof of !== 'object' || of === null) {
      throw badInput(path, `${path} needs some, none or every.`, `${path} 需要 some、none 或 every。`);
    }
    const some = (where: Predicate): Predicate =>
      where.kind === 'none' ? none : { kind: 'some', many: field.name, where };
    return conjunction(
      Object.entries(of).map(([quantifier, where]): Condition => {
        const inner = this.object(field.to!, where, `${path}.${quantifier}`, depth + 1).of;
        if (quantifier === 'some') return { of: some(inner), onNull: false };
        if (quantifier === 'none') return { of: not(some(inner)), onNull: true };
        if (quantifier === 'every') return { of: not(some(not(inner))), onNull: true };
        throw badInput(path, `${path} needs some, none or every.`, `${path} 需要 some、none 或 every。`);
      }),
    );
  }
}

const conjunction = (parts: readonly Condition[]): Condition => ({
  of: and(...parts.map((part) => part.of)),
  onNull: parts.every((part) => part.onNull),
});

const disjunction = (parts: readonly Condition[]): Condition => ({
  of: or(...parts.map((part) => part.of)),
  onNull: parts.some((part) => part.onNull),
});

const negated = (part: Condition): Condition => ({ of: not(part.of), onNull: !part.onNull });

function principalCondition(field: Field, word: unknown, path: string): Predicate {
  if (field.to === 'user' && word === 'me') return { kind: 'isMe', field: field.name };
  if (field.to === 'team' && word === 'myTeams') return { kind: 'inMyTeams', field: field.name, with: 'teams' };
  if (field.to === 'team' && word === 'mySubtree') return { kind: 'inMyTeams', field: field.name, with: 'subtree' };
  throw badInput(
    path,
    `${path} is "me" for a user, "myTeams" or "mySubtree" for a team.`,
    `${path}：用户请使用 "me"，团队请使用 "myTeams" 或 "mySubtree"。`,
  );
}

const comparable = new Set(['decimal', 'integer', 'date', 'dateTime']);
const listed = new Set(['text', 'choice', 'dictionary', 'boolean', 'decimal', 'integer', 'date', 'dateTime']);

/** A condition on a plain field. System columns that every write moves, and encrypted or derived values, are no ground to stand on. */
function valueCondition(field: Field, operators: unknown, path: string): Condition {
  if (typeof operators !== 'object' || operators === null || Array.isArray(operators)) {
    throw badInput(path, `${path} must be an object of operators.`, `${path} 必须是由运算符组成的对象。`);
  }
  const words = Object.entries(operators);
  if (field.kind === 'tags') return conjunction(words.map(([word, of]) => tagCondition(word, of, `${path}.${word}`)));
  if (field.kind === 'externalIds' && words.every(([word, of]) => word === 'source' && typeof of === 'string')) {
    return conjunction(
      words.map(([, source]) => ({ of: { kind: 'hasExternalId', source: source as string }, onNull: false })),
    );
  }
  const moving = ['updatedAt', 'deletedAt', 'version'].includes(field.name);
  if (!listed.has(field.kind) || moving || (field.kind === 'text' && field.foldColumn === null)) {
    throw badInput(path, `A scope can't depend on "${field.name}".`, `范围不能依赖字段“${field.name}”。`);
  }
  return conjunction(
    words.map(([word, of]): Condition => {
      const at = `${path}.${word}`;
      if (of === null || of === undefined) throw badInput(at, `${at} must not be null.`, `${at} 不能为空。`);
      if (word === 'key' && field.kind === 'dictionary') return valueCondition(field, of, at);
      return operatorCondition(field, word, of, at);
    }),
  );
}

function operatorCondition(field: Field, word: string, of: unknown, path: string): Condition {
  const isNull: Predicate = { kind: 'isNull', field: field.name };
  const among = (values: readonly unknown[]): Condition => ({
    of:
      values.length === 0 ? none : { kind: 'in', field: field.name, values: values.map((v) => stored(field, v, path)) },
    onNull: false,
  });
  const compared = (op: 'lt' | 'lte' | 'gt' | 'gte', value: unknown): Condition => {
    if (!comparable.has(field.kind)) throw unknownOperator(field, word, path);
    return { of: { kind: 'compare', field: field.name, op, value: bound(field, value, path) }, onNull: false };
  };
  switch (word) {
    case 'isNull':
      return of === true ? { of: isNull, onNull: true } : { of: not(isNull), onNull: false };
    case 'eq':
      return among([of]);
    case 'ne':
      return negated(among([of]));
    case 'in':
      return among(listOf(of, path));
    case 'notIn':
      return negated(among(listOf(of, path)));
    case 'lt':
    case 'lte':
    case 'gt':
    case 'gte':
      return compared(word, of);
    case 'between': {
      const [from, to] = listOf(of, path);
      return conjunction([compared('gte', from), compared('lte', to)]);
    }
    default:
      throw unknownOperator(field, word, path);
  }
}

function tagCondition(word: string, of: unknown, path: string): Condition {
  const tag = (text: unknown): Predicate => {
    if (typeof text !== 'string' || fold(text).trim() === '') {
      throw badInput(path, `${path} must be a tag.`, `${path} 必须是标签。`);
    }
    return { kind: 'hasTag', tag: text };
  };
  if (word === 'has') return { of: tag(of), onNull: false };
  if (word === 'hasAny') return { of: or(...listOf(of, path).map(tag)), onNull: false };
  if (word === 'hasAll') return { of: and(...listOf(of, path).map(tag)), onNull: false };
  throw badInput(path, `${path} is none of has, hasAny, hasAll.`, `${path} 只能是 has、hasAny 或 hasAll。`);
}

function listOf(of: unknown, path: string): readonly unknown[] {
  if (!Array.isArray(of) || of.length > scopeLimits.values) {
    const { values } = scopeLimits;
    throw badInput(path, `${path} must be a list of at most ${values}.`, `${path} 必须是不超过 ${values} 项的列表。`);
  }
  return of;
}

/** A moment: relative to the time of asking, or a constant. */
function bound(field: Field, of: unknown, path: string): ComparedValue {
  if (typeof of === 'object' && of !== null && (field.kind === 'date' || field.kind === 'dateTime')) {
    const [[word, amount] = ['', 0], ...more] = Object.entries(of);
    const whole = Number.isInteger(amount) && Math.abs(amount as number) <= 36_500;
    if (whole && more.length === 0) {
      if (word === 'daysAgo') return { daysAgo: amount as number };
      if (word === 'monthsAgo') return { monthsAgo: amount as number };
      if (word === 'yearsAgo') return { monthsAgo: (amount as number) * 12 };
    }
    throw badInput(
      path,
      `${path} must be a date, or one of daysAgo, monthsAgo, yearsAgo with a whole number.`,
      `${path} 必须是日期，或 daysAgo、monthsAgo、yearsAgo 加整数。`,
    );
  }
  return { constant: stored(field, of, path) as string | number };
}

/** A constant in stored form, checked against the kind of the field. */
function stored(field: Field, of: unknown, path: string): string | number | boolean {
  const wrong = (): Error =>
    badInput(path, `${path} is no value of ${field.label.en}.`, `${path} 不是“${field.label.zh}”的有效值。`);
  switch (field.kind) {
    case 'boolean':
      if (typeof of !== 'boolean') throw wrong();
      return of;
    case 'integer':
      if (!Number.isInteger(of)) throw wrong();
      return of as number;
    case 'decimal':
      try {
        return parseDecimal(String(of));
      } catch (error) {
        if (error instanceof DecimalError) throw wrong();
        throw error;
      }
    case 'dateTime': {
      const at = typeof of === 'string' && /^\d{4}-\d{2}-\d{2}/.test(of) ? Date.parse(of) : NaN;
      if (!Number.isFinite(at)) throw wrong();
      return at;
    }
    case 'date': {
      const at = typeof of === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(of) ? Date.parse(of) : NaN;
      if (!Number.isFinite(at) || !new Date(at).toISOString().startsWith(of as string)) throw wrong();
      return of as string;
    }
    case 'choice':
      if (!field.values!.includes(of as string)) throw wrong();
      return of as string;
    default:
      if (typeof of !== 'string' || of === '' || of.length > 255) throw wrong();
      return of;
  }
}

const unknownOperator = (field: Field, word: string, path: string): Error =>
  badInput(path, `"${word}" can't be asked of ${field.label.en}.`, `“${field.label.zh}”不支持运算符“${word}”。`);
