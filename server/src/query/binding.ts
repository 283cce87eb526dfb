import type { ReadContext } from './context';

/** What one request brings to a statement that was compiled for its shape. */
export interface Binding {
  context: ReadContext;
  /** Values of the arguments in the order in which {@link ArgumentShape} met them. */
  values: readonly unknown[];
  /** Internal keys of the parents whose children are read, padded to the plan's count. */
  pks: readonly number[];
  /** Those of the parents on which a condition holds, by the name of its bit. */
  holding?: ReadonlyMap<string, readonly number[]>;
}

/**
 * Stands for the value of an argument while a plan is compiled. What it stands for is out of reach except through
 * {@link Compilation.value}, so no value of one request can end up in a plan that serves others.
 */
export class Placeholder {
  readonly #index: number;
  readonly #value: unknown;

  constructor(index: number, value: unknown) {
    this.#index = index;
    this.#value = value;
  }

  get index(): number {
    return this.#index;
  }

  /** The value of the request that has the plan compiled, so that a malformed one is refused in its turn. */
  get first(): unknown {
    return this.#value;
  }

  toString(): never {
    throw new Error('a plan can not look at an argument');
  }

  valueOf(): never {
    throw new Error('a plan can not look at an argument');
  }

  toJSON(): never {
    throw new Error('a plan can not look at an argument');
  }
}

/** The arguments of a read without their values: what a plan is kept under, and the values in order. */
export class ArgumentShape {
  #key = '';
  readonly values: unknown[] = [];

  get key(): string {
    return this.#key;
  }

  /** Notes something that decides what the statement says. */
  literal(text: string | number | boolean | null): void {
    this.#key += `${String(text)};`;
  }

  /** Notes something that the statement has as a parameter. */
  placeholder(value: unknown): Placeholder {
    this.#key += '?';
    return new Placeholder(this.values.push(value) - 1, value);
  }

  /**
   * An argument with its texts and numbers replaced by placeholders. Keys, lengths of lists, nulls and truth values decide
   * the statement and stay.
   */
  of(value: unknown): unknown {
    if (typeof value === 'string' || typeof value === 'number' || value instanceof Date) return this.placeholder(value);
    if (Array.isArray(value)) {
      this.#key += `[${value.length} `;
      const items = value.map((item) => this.of(item));
      this.#key += ']';
      return items;
    }
    if (typeof value === 'object' && value !== null) {
      const copy: Record<string, unknown> = {};
      this.#key += '{';
      for (const key of Object.keys(value)) {
        this.#key += `${key}:`;
        copy[key] = this.of((value as Record<string, unknown>)[key]);
      }
      this.#key += '}';
      return copy;
    }
    this.literal(value as null);
    return value;
  }
}
