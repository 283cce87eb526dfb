import type { SqlRunner, SqlValue } from '../database/database';
import type { NounRegistry } from '../model/registry';
import { given } from '../access/given';
import { isOfMyShares } from '../access/my-shares';
import { isPlain, predicateKey, type Predicate } from '../access/predicate';
import type { Principal } from '../access/principal';
import type { RuleSet } from '../access/rule-set';
import { Placeholder, type Binding } from './binding';
import { bind, join, raw, Sql } from './sql';

/** Reads and writes of encrypted values and sealed cursors, keyed by the server's secret. */
export interface Vault {
  /** Equality index of a secret value, the same for equal folded values of one field. */
  blindIndex(noun: string, field: string, value: string): Buffer;
  decrypt(subject: { noun: string; pk: number }, field: string, wrappedKey: Buffer, ciphertext: Buffer): string;
  seal(plain: string, binding: string): string;
  /** Null where the text was not sealed for this binding. */
  unseal(sealed: string, binding: string): string | null;
}

/** What every read needs: on whose behalf, under which compiled rules, when, and on which database. */
export interface ReadContext {
  runner: SqlRunner;
  principal: Principal;
  ruleSet: RuleSet;
  nouns: NounRegistry;
  /** Epoch milliseconds of the injected clock at the start of the operation. */
  now: number;
  vault: Vault;
  /** Name of a code-table entry in the request's language; the key itself where the entry is gone. */
  dictionaryName(dictionary: string, key: string): string;
  /** Keys of a code table in the order that administrators gave them, those out of use too. */
  dictionaryKeys(dictionary: string): readonly string[];
  /** Answers FORBIDDEN for statically unreadable fields in selections instead of null. */
  strict: boolean;
  /** Told which sensitive fields of which records are about to be answered, or of which noun in a filter. */
  onSensitiveRead(runner: SqlRunner, read: SensitiveRead): Promise<void>;
  /**
   * Told how many rows of a view, entries of a history or groups a read has brought, for who bounds them; what it throws ends the
   * read. Never what was only looked at: that may be out of sight.
   */
  onRows?(count: number): void;
}

/** One operation's read of sensitive fields; ids are public ones, empty for a filter or aggregate. */
export interface SensitiveRead {
  noun: string;
  fields: readonly string[];
  ids: readonly string[];
}

/** Conditions on the parents of the rows of a statement whose answers come with its parameters. */
export interface AnsweredByParents {
  link: string;
  /** Names of the conditions' bits. */
  bits: readonly string[];
  /** How many parents there are. */
  count: number;
}

/**
 * One statement being compiled: hands out aliases and collects statically denied fields until the shape is known good. A
 * plan is compiled once and run for every request of its shape, so whatever is of one request alone is bound through
 * {@link value}, {@link principal} or {@link now}.
 */
export class Compilation {
  private aliases = 0;
  readonly denied = new Set<string>();
  readonly sensitive = new Set<string>();

  private readonly known = new Map<string, readonly Predicate[]>();
  private readonly answered = new Map<string, AnsweredByParents>();

  constructor(readonly context: ReadContext) {}

  /** Notes what the statement asks of every row at `alias` anyway, so that it is not asked again of single fields. */
  know(alias: Sql, facts: readonly Predicate[]): void {
    this.known.set(alias.text, facts);
  }

  /** Notes that conditions behind the link from `alias` to the parents were asked when those were read. */
  knowParents(alias: Sql, answered: AnsweredByParents): void {
    this.answered.set(alias.text, answered);
  }

  /** Keys of the parents behind `link` on which a condition holds; null where they were not asked. */
  parentsWith(alias: Sql, link: string, condition: Predicate): Sql | null {
    const answered = this.answered.get(alias.text);
    const bit = predicateKey(condition);
    if (answered?.link !== link || !answered.bits.includes(bit)) return null;
    return this.keys(answered.count, ({ holding }) => holding?.get(bit) ?? []);
  }

  /** What is left to ask of a row at `alias`. */
  leftOf(alias: Sql, predicate: Predicate): Predicate {
    return this.left(this.known.get(alias.text) ?? [], predicate);
  }

  /** What is left to ask of a row on which these facts hold. */
  left(facts: readonly Predicate[], predicate: Predicate): Predicate {
    return facts.length > 0 ? given(facts, predicate, (part) => neverHolds(part, this.context)) : predicate;
  }

  /** Whether a condition is asked of the row alone, in this situation: what no row satisfies is not asked. */
  isOfRow(predicate: Predicate): boolean {
    return isPlain(predicate, (part) => neverHolds(part, this.context));
  }

  alias(): Sql {
    return raw(`t${this.aliases++}`);
  }

  /** An argument of the request as a parameter. `convert` refuses what is malformed, at each request. */
  value(of: unknown, convert: (value: unknown) => SqlValue): Sql {
    if (!(of instanceof Placeholder)) return bind(convert(of));
    const { index } = of;
    return new Sql('?', [convert(of.first)], [(binding) => convert(binding.values[index])]);
  }

  /** A fact about the principal as a parameter. */
  principal(read: (principal: Principal) => SqlValue): Sql {
    return new Sql('?', [read(this.context.principal)], [({ context }) => read(context.principal)]);
  }

  /** A list of facts; how many they are is part of what a plan is kept under. */
  principalList(read: (principal: Principal) => readonly number[]): Sql {
    const values = read(this.context.principal);
    return join(
      values.map((_, i) => this.principal((principal) => read(principal)[i]!)),
      ',',
    );
  }

  /** The internal keys of the parents whose children are read: `count` of them. */
  parents(count: number): Sql {
    return this.keys(count, ({ pks }) => pks);
  }

  /** So many keys; where there are fewer, one that no record has fills up. */
  private keys(count: number, read: (binding: Binding) => readonly number[]): Sql {
    // As text to MySQL: its driver takes microseconds to make a 64-bit integer, and these are the parameters there are most of.
    const asText = this.context.runner.dialect === 'mysql';
    const key = (binding: Binding, i: number): SqlValue => {
      const pk = read(binding)[i] ?? 0;
      return asText ? String(pk) : pk;
    };
    return join(
      Array.from({ length: count }, (_, i) => new Sql('?', [null], [(binding) => key(binding, i)])),
      ',',
    );
  }

  /** What is reckoned from the injected clock (epoch milliseconds), as a parameter. */
  moment(read: (now: number) => SqlValue): Sql {
    return new Sql('?', [read(this.context.now)], [({ context }) => read(context.now)]);
  }
}

/** Whether a condition holds for no record because there is no share for the principal at all. */
function neverHolds(predicate: Predicate, { principal, nouns }: ReadContext): boolean {
  if (predicate.kind !== 'some' || principal.holdsShares !== false || !isOfMyShares(predicate.where)) return false;
  const targets = nouns.all().flatMap(({ fields }) => fields.get(predicate.many)?.to ?? []);
  return targets.every((target) => target === 'share');
}
