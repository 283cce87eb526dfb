import type { ColumnKind, MatchColumn, RecordValues } from './column-kinds';
import { likest, levelCount, type Likest } from './compare-values';
import { prepareValue, type PreparedValue } from './prepare-value';
import { TokenWeights } from './token-weights';

/** A record as it is compared: prepared values by column. */
export type PreparedRecord = readonly (readonly PreparedValue[])[];

/** What a pair says in one column; null where one of the records says nothing. */
export type Outcome = Likest | null;

/** How often each value and word occurs in the records: rare ones that agree tell more. */
export interface Frequencies {
  records: number;
  /** By column: how many records have the value. */
  values: readonly ReadonlyMap<string, number>[];
  words: readonly TokenWeights[];
}

export const prepareRecord = (columns: readonly MatchColumn[], values: RecordValues): PreparedRecord =>
  columns.map(({ kind }, i) =>
    (values[i] ?? []).map((value) => prepareValue(kind, value)).filter((value) => value !== null),
  );

/** Counts values and words. Values met once are forgotten beyond `most` distinct ones, so that memory is bounded. */
export class FrequencyCount {
  private records = 0;
  private readonly values: Map<string, number>[];
  private readonly words: TokenWeights[];

  constructor(
    columns: readonly MatchColumn[],
    private readonly most = 500_000,
  ) {
    this.values = columns.map(() => new Map());
    this.words = columns.map(() => new TokenWeights());
    const given = columns.findIndex(({ kind }) => kind === 'givenName');
    const family = columns.findIndex(({ kind }) => kind === 'familyName');
    // Given and family names are compared crosswise too, so a name is as rare as it is in both.
    if (given >= 0 && family >= 0) this.values[family] = this.values[given]!;
  }

  add(record: PreparedRecord): void {
    this.records++;
    for (const [i, values] of record.entries()) {
      const counts = this.values[i]!;
      for (const { text, tokens } of values) {
        counts.set(text, (counts.get(text) ?? 0) + 1);
        if (tokens.length > 0) this.words[i]!.add(tokens);
      }
      if (counts.size > this.most) for (const [text, count] of counts) if (count === 1) counts.delete(text);
      this.words[i]!.trim(this.most);
    }
  }

  finish(): Frequencies {
    return { records: this.records, values: this.values, words: this.words };
  }

  static of(columns: readonly MatchColumn[], records: Iterable<PreparedRecord>): Frequencies {
    const count = new FrequencyCount(columns);
    for (const record of records) count.add(record);
    return count.finish();
  }
}

/** Compares two records column by column; given and family names the way round in which they agree better. */
export function compareRecords(
  columns: readonly MatchColumn[],
  frequencies: Frequencies,
  left: PreparedRecord,
  right: PreparedRecord,
): Outcome[] {
  const outcomes: Outcome[] = [];
  let given = -1;
  let family = -1;
  for (let i = 0; i < columns.length; i++) {
    const { kind } = columns[i]!;
    if (kind === 'givenName' && given < 0) given = i;
    if (kind === 'familyName' && family < 0) family = i;
    outcomes.push(likest(kind, left[i]!, right[i]!, frequencies.words[i]!));
  }
  if (given < 0 || family < 0) return outcomes;
  const across = (kind: ColumnKind, a: number, b: number): Outcome =>
    likest(kind, left[a]!, right[b]!, frequencies.words[a]!);
  const crossed: [Outcome, Outcome] = [across('givenName', given, family), across('familyName', family, given)];
  if (namesDiffer(crossed) < namesDiffer([outcomes[given]!, outcomes[family]!])) {
    [outcomes[given], outcomes[family]] = crossed;
  }
  return outcomes;
}

/** Missing names count as neither alike nor different. */
const namesDiffer = (outcomes: readonly Outcome[]): number =>
  outcomes.reduce((sum, outcome) => sum + (outcome === null ? (levelCount('givenName') - 1) * 0.75 : outcome.level), 0);
