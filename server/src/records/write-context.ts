import type { Database, SqlRunner } from '../database/database';
import type { KehuError } from '../errors/errors';
import type { ReadContext, Vault } from '../query/context';
import type { WrittenRow } from '../query/record';
import type { GuessBook } from './code-guesses';
import type { RecordHooks } from './hooks';

/** Whose secret values a key protects: one record. */
export interface Subject {
  noun: string;
  pk: number;
}

/** What writing adds to the {@link Vault}: new keys and ciphertexts. */
export interface WriteVault extends Vault {
  /** A fresh data key for one record, wrapped under the master key. */
  newSubjectKey(subject: Subject): { wrappedKey: Buffer; keyVersion: number };
  encrypt(subject: Subject, field: string, wrappedKey: Buffer, plain: string): Buffer;
}

/** A write that changed who sees what, for the audit trail. Ids are public ones; no values. */
export interface GrantingWrite {
  noun: string;
  recordId: string;
  action: WriteAction;
  fields: readonly string[];
}

export type WriteAction = 'create' | 'update' | 'delete' | 'restore';

/** What every write needs: on whose behalf, under which compiled rules, when, and where. */
export interface WriteContext extends Omit<ReadContext, 'runner' | 'vault'> {
  database: Database;
  vault: WriteVault;
  /** Injected source of public ids: random UUIDs. */
  newId(): string;
  /** Injected source of randomness for numbers that must not be guessed. */
  randomBytes(size: number): Buffer;
  /** What the slices add to the writing of their nouns, by noun. */
  hooks: ReadonlyMap<string, RecordHooks>;
  /** Whether a code table has this active entry, as of the start of the operation. Left out, it is always looked up. */
  hasEntry?(dictionary: string, key: string): boolean;
  /** Appends to the audit trail, in the transaction of the write. */
  onGrant(tx: SqlRunner, write: GrantingWrite): Promise<void>;
  /** Which codes and external ids of records out of sight the principal met lately. Left out, nobody counts. */
  guesses?: GuessBook;
  /** A business code or external id was refused because a record has it: audited, outside the transaction. */
  onCodeTaken(noun: string, field: string): Promise<void>;
}

/** What became of one write. The caller re-reads the record through its view by `pk`. */
export interface Written {
  pk: number;
  /** Public id. */
  id: string;
  /** False where nothing changed that the writer may read: no new version. */
  changed: boolean;
  /** The record as it is now, where it was read through the view and the change put it neither out of it nor elsewhere. */
  row?: WrittenRow | null;
}

/** What became of one item of an upsert, in the order of the items. */
export interface UpsertOutcome {
  index: number;
  outcome: 'CREATED' | 'UPDATED' | 'UNCHANGED' | 'REFUSED';
  id: string | null;
  pk: number | null;
  error: KehuError | null;
}

/** Input fields by name as the API takes them: links as `<field>Id`, dictionaries by key; absent or undefined is unchanged. */
export type RecordInput = Readonly<Record<string, unknown>>;

/**
 * The same principal, reading inside a running transaction. Each property is named: a copy by spreading is several times as
 * dear, and every write makes some.
 */
export function readingIn(context: WriteContext, runner: SqlRunner): ReadContext {
  const { principal, ruleSet, nouns, now, vault, dictionaryName, dictionaryKeys, strict, onSensitiveRead } = context;
  return { runner, principal, ruleSet, nouns, now, vault, dictionaryName, dictionaryKeys, strict, onSensitiveRead };
}
