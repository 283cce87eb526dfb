import type { Field } from '../model/registry';
import { maskOf } from './masks';
import type { NounView } from './rule-set';

/**
 * One row of a view on its way out. Only the query module makes one; its values are private, so that the guard below is
 * the single way to them, whatever resolver or serializer asks.
 */
export class GuardedRow {
  readonly #values: Map<string, unknown>;
  readonly #bits: ReadonlyMap<string, boolean>;
  /** Records and pages reached from this row, by response key. */
  readonly related = new Map<string, unknown>();

  constructor(
    readonly view: NounView,
    readonly pk: number,
    values: Map<string, unknown>,
    bits: ReadonlyMap<string, boolean>,
  ) {
    this.#values = values;
    this.#bits = bits;
  }

  /** Whether the bit beside the value says it may be shown. No bit, no value. */
  readable(field: string): boolean {
    const cell = this.view.cells.get(field);
    if (!cell) return false;
    if (cell.readBit === null) return cell.read.kind === 'all';
    return this.#bits.get(cell.readBit) === true;
  }

  /** Whether the mask stands for the value. */
  masked(field: string): boolean {
    const cell = this.view.cells.get(field);
    if (!cell || this.readable(field)) return false;
    if (cell.maskBit === null) return cell.mask.kind === 'all';
    return this.#bits.get(cell.maskBit) === true;
  }

  /** Truth of a condition that was asked for beside the row (write rules for `access`). Absent counts as false. */
  bit(name: string): boolean {
    return this.#bits.get(name) === true;
  }

  /** The second wall: the value where it is readable, else its mask, else null. Decided here again, outside SQL. */
  shown(field: Field): unknown {
    if (this.readable(field.name)) return this.#values.get(field.name) ?? null;
    return this.masked(field.name) ? maskOf(field.kind) : null;
  }

  /** For the query module alone: replaces a value that is made ready after loading (decryption, lists). */
  settle(field: string, value: unknown): void {
    this.#values.set(field, value);
  }

  /** For the query module alone: the loaded value, before the guard. */
  loaded(field: string): unknown {
    return this.#values.get(field);
  }
}

/** Guards a value whose row may not be one of ours: anything but a GuardedRow shows nothing. */
export const guard = (row: unknown, field: Field): unknown => (row instanceof GuardedRow ? row.shown(field) : null);
