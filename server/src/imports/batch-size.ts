/** How long a batch should keep other writers waiting, in milliseconds: the embedded engine has one writer at a time. */
const aim = 100;

const [fewest, most] = [32, 512];

/** Sizes are multiples of this, so that statements with a place for each record are met again. */
const step = 64;

/** Says how many records the next batch takes: so many that others get their turn soon, on a machine as busy as it is. */
export class BatchSize {
  /** As many as would fit; not rounded, so that it can grow little by little. */
  private fits = most / 4;

  /** @param fixed always as many */
  constructor(private readonly fixed?: number) {}

  get next(): number {
    return this.fixed ?? Math.max(fewest, this.fits - (this.fits % step));
  }

  /** Notes how long a batch took, in milliseconds. One slow batch doesn't make all the others small. */
  took(milliseconds: number, records: number): void {
    if (records === 0) return;
    const fitting = (records * aim) / Math.max(milliseconds, 1);
    this.fits = Math.min(most, Math.max(fewest, (this.fits + fitting) / 2));
  }
}
