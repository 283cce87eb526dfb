/** How long a batch should keep other writers waiting, in milliseconds: the embedded engine has one writer at a time. */
const aim = 100;

const [fewest, most] = [32, 512];

/** Says how many records the next batch takes: so many that others get their turn soon, on a machine as busy as it is. */
export class BatchSize {
  private size = most / 4;

  /** @param fixed always as many */
  constructor(private readonly fixed?: number) {}

  get next(): number {
    return this.fixed ?? this.size;
  }

  /** Notes how long a batch took, in milliseconds. One slow batch doesn't make all the others small. */
  took(milliseconds: number, records: number): void {
    if (records === 0) return;
    const fitting = (records * aim) / Math.max(milliseconds, 1);
    this.size = Math.round(Math.min(most, Math.max(fewest, (this.size + fitting) / 2)));
  }
}
