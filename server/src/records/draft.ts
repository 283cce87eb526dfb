import type { KehuError } from '../errors/errors';
import type { Noun } from '../model/registry';
import { Clearance } from './clearance';
import type { ParsedInput, Reference } from './input';
import type { Truth } from './row-truth';
import type { WriteAction } from './write-context';

/** A row that lives and dies with the record being written, such as a line of an order. */
export interface OwnedRow {
  /** Null for a new one. */
  pk: number | null;
  /** Field values in value form. */
  values: Map<string, unknown>;
}

/** Values of a stored row by field, in value form; undefined for what it does not have. */
export interface StoredValues {
  /** @throws RowNotWhole where the row has it, but it was not read along */
  get(field: string): unknown;
  /** Whether the row has the field, but it was not read along; it is from the next time on. Left out, nothing lacks. */
  lacks?(field: string): boolean;
}

/** Something was asked of a row that was not read whole. Nothing is wrong: the write begins again with the whole row. */
export class RowNotWhole extends Error {
  constructor() {
    super('a row was not read whole');
    this.name = 'RowNotWhole';
  }
}

/** One record on its way into the database, from its input to what became of it. */
export class Draft {
  /** Field values to write, in value form (see coerce). Links hold internal keys once resolved. */
  readonly values: Map<string, unknown>;
  readonly references: readonly Reference[];
  /** Fields that the principal gave, as against those the server keeps. */
  readonly given: Set<string>;
  /** New rows of owned relations, by field: the whole list. */
  readonly owned: Map<string, OwnedRow[]>;
  /** Fields of those rows that the principal gave, by relation. */
  readonly givenOfOwned: ReadonlyMap<string, ReadonlySet<string>>;
  /** What stood in the owned relations before. */
  readonly ownedBefore = new Map<string, OwnedRow[]>();
  readonly clearance = new Clearance();
  /** Values before the write, secrets left out; null on create. */
  stored: StoredValues | null = null;
  /** Given fields that the principal may read on the stored row. */
  readonly readable = new Set<string>();
  /** Given or kept fields that get another value, or may: the writer can't read them. Decided by {@link decideChanges}. */
  readonly changed = new Set<string>();
  /** Unique fields whose value another record has: they are left out of the trial that the rules are asked on. */
  readonly taken = new Set<string>();
  /** External id to give the record on create. */
  externalId: {
    source: string;
    id: string;
    path: string;
    taken: boolean;
    /** Ids in further systems. */
    others?: readonly { source: string; id: string }[];
  } | null = null;
  /** Fields by whose writing others may see something: told to the audit trail. */
  granted: readonly string[] = [];
  /** What the rules' conditions were on the stored row; null on create. */
  truth: Truth | null = null;
  pk: number | null = null;
  id: string | null = null;
  /** Version the caller saw; null where it need not be stated. */
  version: number | null = null;
  /** Given values that are readable and equal to the stored ones don't count as written: for upserts. */
  lenient = false;
  /**
   * Fields that the answer shows: of the stored row only these and what is given are read, and who writes begins again where
   * more is asked of it. Null to read it whole.
   */
  shown: readonly string[] | null = null;
  #refusal: KehuError | null = null;
  #later: KehuError | null = null;
  readonly #kept = new Set<string>();

  constructor(
    readonly index: number,
    readonly noun: Noun,
    public action: WriteAction,
    readonly input: ParsedInput,
  ) {
    this.values = new Map(input.values);
    this.references = input.references;
    this.given = new Set([...input.values.keys(), ...input.owned.keys()]);
    this.givenOfOwned = new Map(
      [...input.owned].map(([field, rows]) => [field, new Set(rows.flatMap((values) => [...values.keys()]))]),
    );
    this.owned = new Map(
      [...input.owned].map(([field, rows]) => [field, rows.map((values) => ({ pk: null, values }))]),
    );
  }

  get refusal(): KehuError | null {
    return this.#refusal;
  }

  /** Nothing more is done for this draft. The first refusal counts. */
  refuse(refusal: KehuError): void {
    this.#refusal ??= refusal;
  }

  /** A refusal that comes after the row rules: a version, a business rule. The rules are asked first. */
  refuseLater(refusal: KehuError): void {
    this.#later ??= refusal;
  }

  get later(): KehuError | null {
    return this.#later;
  }

  /** A value that the server keeps, whoever writes. */
  keep(field: string, value: unknown): void {
    this.values.set(field, value);
    this.#kept.add(field);
  }

  isKept(field: string): boolean {
    return this.#kept.has(field);
  }

  /** The value after the write. */
  after(field: string): unknown {
    return this.values.has(field) ? this.values.get(field) : (this.stored?.get(field) ?? null);
  }

  /** Name of the input that holds this field. */
  path(field: string): string {
    return this.input.paths.get(field) ?? field;
  }

  /** Gives up a given value, as if it had not been given. */
  drop(field: string): void {
    this.values.delete(field);
    this.owned.delete(field);
    this.given.delete(field);
  }
}
