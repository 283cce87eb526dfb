/**
 * What the rules have cleared a write to do: the second wall of writes. The rules module alone adds to it; the save
 * function refuses every column it does not name, and a record is not kept until it is settled.
 */
export class Clearance {
  readonly #fields = new Set<string>();
  #settled = false;

  /** The principal may write this field. */
  allow(field: string): void {
    this.#fields.add(field);
  }

  has(field: string): boolean {
    return this.#fields.has(field);
  }

  /** The rules hold for the record as it has become. */
  settle(): void {
    this.#settled = true;
  }

  get settled(): boolean {
    return this.#settled;
  }
}
