import type { Field } from '../model/registry';
import { maskOf } from './masks';
import type { NounView } from './rule-set';

/** Place of a bit that rules alone decide: it holds on every row. */
export const always = -1;
/** Place of a bit that rules alone decide, or that was not asked for: it holds on no row. */
export const never = -2;

/** Stands for a value that only its mask may stand for. */
export const masked = Symbol('masked');

/** What a moment and a language turn stored values into. */
export interface Decoding {
  /** Epoch milliseconds of the operation. */
  now: number;
  dictionaryName(dictionary: string, key: string): string;
}

/** Where one field stands in the rows of a statement, and the bits that decide about it. */
export interface GuardedCell {
  field: Field;
  /** Column of the value; `never` where the statement has none. */
  at: number;
  /** The value is made ready after loading, in answer form. */
  settles: boolean;
  readAt: number;
  maskAt: number;
  /** From a stored value that is not null to what GraphQL answers. */
  decode(stored: unknown, decoding: Decoding): unknown;
}

/** How rows of one statement are read: made once for a plan, shared by all its rows. */
export interface RowLayout {
  view: NounView;
  pkAt: number;
  cells: ReadonlyMap<string, GuardedCell>;
  /** Columns of the conditions that were asked for, by name. */
  bits: ReadonlyMap<string, number>;
  /** By response key of a to-many relation: conditions on this row, among the bits, that its children ask about it. */
  asked?: ReadonlyMap<string, readonly string[]>;
  /** To-one relations whose targets stand in the same row, by response key. */
  joined: ReadonlyMap<string, { link: GuardedCell; target: RowLayout }>;
}

/** Where the bits of a field stand, given those that were asked for. */
export function bitPlaces(
  view: NounView,
  field: string,
  bits: ReadonlyMap<string, number>,
): Pick<GuardedCell, 'readAt' | 'maskAt'> {
  const cell = view.cells.get(field);
  if (!cell) return { readAt: never, maskAt: never };
  const place = (bit: string | null, holds: boolean): number =>
    bit === null ? (holds ? always : never) : (bits.get(bit) ?? never);
  return {
    readAt: place(cell.readBit, cell.read.kind === 'all'),
    maskAt: place(cell.maskBit, cell.mask.kind === 'all'),
  };
}

/**
 * One row of a view on its way out. Only the query module makes one; its values are private, so that {@link read} is the
 * single way to them, whatever resolver or serializer asks.
 */
export class GuardedRow {
  readonly #row: readonly unknown[];
  readonly #layout: RowLayout;
  readonly #decoding: Decoding;
  #settled: Map<string, unknown> | null = null;
  #related: Map<string, unknown> | null = null;

  constructor(layout: RowLayout, row: readonly unknown[], decoding: Decoding) {
    this.#layout = layout;
    this.#row = row;
    this.#decoding = decoding;
  }

  /** Where its values stand, not what they are. */
  get layout(): RowLayout {
    return this.#layout;
  }

  get view(): NounView {
    return this.#layout.view;
  }

  get pk(): number {
    return Number(this.#row[this.#layout.pkAt]);
  }

  /**
   * The second wall: the stored value where the bit beside it says it may be shown, {@link masked} where its mask stands
   * for it, else null. No bit, no value. Decided here again, outside SQL, for every field of every answer.
   */
  read(cell: GuardedCell): unknown {
    if (this.#holds(cell.readAt)) {
      return cell.settles ? (this.#settled?.get(cell.field.name) ?? null) : (this.#row[cell.at] ?? null);
    }
    return this.#holds(cell.maskAt) ? masked : null;
  }

  /** Whether a field's cell may be read. */
  allows(cell: GuardedCell): boolean {
    return this.#holds(cell.readAt);
  }

  /** Whether a condition that was asked for beside the row holds, by the name of its bit. One that was not counts as false. */
  holds(bit: string): boolean {
    return this.#holds(this.#layout.bits.get(bit) ?? never);
  }

  #holds(place: number): boolean {
    return place === always || (place >= 0 && Number(this.#row[place]) === 1);
  }

  /** Whether the bit beside the value says it may be shown, for a field that need not have been selected. */
  readable(field: string): boolean {
    return this.#holds(bitPlaces(this.view, field, this.#layout.bits).readAt);
  }

  /** Whether the mask stands for the value. */
  masked(field: string): boolean {
    const { readAt, maskAt } = bitPlaces(this.view, field, this.#layout.bits);
    return !this.#holds(readAt) && this.#holds(maskAt);
  }

  /** The value where it is readable, else its mask, else null. */
  shown(field: Field): unknown {
    const cell = this.#layout.cells.get(field.name);
    if (!cell) return this.masked(field.name) ? maskOf(field.kind) : null;
    const value = this.read(cell);
    if (value === masked) return maskOf(field.kind);
    return value === null ? null : this.decoded(cell, value);
  }

  /** What GraphQL answers for a value that {@link read} gave out. */
  decoded(cell: GuardedCell, value: unknown): unknown {
    return cell.settles ? value : cell.decode(value, this.#decoding);
  }

  /** What is reached from this row under a response key: a record or a page; undefined where nothing was read. */
  reached(key: string): unknown {
    return this.#layout.joined.has(key) ? this.joined(key) : this.#related?.get(key);
  }

  /** All that is reached from this row, by response key. */
  get related(): ReadonlyMap<string, unknown> {
    const all = new Map(this.#related);
    for (const key of this.#layout.joined.keys()) all.set(key, this.joined(key));
    return all;
  }

  /** For the query module alone: sets what is reached under a response key. */
  relate(key: string, reached: unknown): void {
    (this.#related ??= new Map()).set(key, reached);
  }

  /** The target of a to-one relation that stands in the same row; null where there is none, or none in the view. */
  joined(key: string): GuardedRow | null {
    const join = this.#layout.joined.get(key);
    if (!join || !this.allows(join.link) || (this.#row[join.target.pkAt] ?? null) === null) return null;
    return new GuardedRow(join.target, this.#row, this.#decoding);
  }

  /** For the query module alone: sets a value that is made ready after loading (decryption, lists). */
  settle(field: string, value: unknown): void {
    (this.#settled ??= new Map()).set(field, value);
  }

  /** For the query module alone: the loaded value, before the guard. */
  loaded(field: string): unknown {
    if (this.#settled?.has(field)) return this.#settled.get(field);
    const cell = this.#layout.cells.get(field);
    const stored = cell && cell.at >= 0 ? (this.#row[cell.at] ?? null) : null;
    return stored === null ? null : cell!.decode(stored, this.#decoding);
  }
}

/** Guards a value whose row may not be one of ours: anything but a GuardedRow shows nothing. */
export const guard = (row: unknown, field: Field): unknown => (row instanceof GuardedRow ? row.shown(field) : null);
