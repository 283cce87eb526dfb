import type { RefusedRow } from './import-item';

/** Rows that were refused for the same reason. */
export interface Problem {
  column: string | null;
  code: string;
  /** The sentence of the first of them. */
  message: string;
  /** Without what it tells of records, where it tells any. */
  unnamed?: string;
  count: number;
  /** The first few. */
  samples: { line: number; message: string }[];
}

/** Problems in words that tell of no record. */
export const unnamedProblems = (problems: readonly Problem[]): Problem[] =>
  problems.map(({ unnamed, ...problem }) =>
    unnamed === undefined
      ? problem
      : {
          ...problem,
          message: unnamed,
          samples: problem.samples.map(({ line }) => ({ line, message: unnamed })),
        },
  );

const mostKinds = 200;
const mostSamples = 5;

/** Counts refusals by column and reason, whatever value each quotes. */
export class ProblemBook {
  private readonly kinds = new Map<string, Problem>();
  /** Refusals of kinds beyond the two hundredth. */
  others = 0;

  add({ line, column, code, message, unnamed }: RefusedRow): void {
    const key = `${column ?? ''}|${message.replace(/["“][^"”]*["”]/g, '…').replace(/\d+/g, '0')}`;
    let problem = this.kinds.get(key);
    if (!problem) {
      if (this.kinds.size >= mostKinds) {
        this.others += 1;
        return;
      }
      this.kinds.set(
        key,
        (problem = { column, code, message, ...(unnamed !== undefined && { unnamed }), count: 0, samples: [] }),
      );
    }
    problem.count += 1;
    if (problem.samples.length < mostSamples) problem.samples.push({ line, message });
  }

  /** The most frequent first. */
  problems(): Problem[] {
    return [...this.kinds.values()].sort((a, b) => b.count - a.count);
  }
}
