import fc from 'fast-check';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { testEngine } from '../database';
import { pairs, type Pair } from './pairs';
import { Failure, runPair } from './run-pair';
import { openSide, type Side } from './side';
import { smallest } from './smaller';
import { addTally, emptiness, histogram, newTally, telling, writing, type Tally } from './tally';

/** How a proof is asked for. */
export interface ProofOptions {
  pairs: number;
  /** Requests of a pair. */
  operations: number;
  seed: number;
  /**
   * End at the first difference without making it smaller: enough to say that a planted leak is found. A server that breaks
   * down is not counted as one that leaks.
   */
  untilCaught: boolean;
  /** Milliseconds for making a failure smaller. */
  shrinkFor: number;
  resume: string | null;
  say(line: string): void;
}

/** What a proof came to. */
export interface ProofResult {
  engine: string;
  seed: number;
  operationsOfPair: number;
  passed: number;
  failed: number;
  /** Pairs done before, from the file to resume from. */
  resumed: number;
  /** Of all runs that make up this one. */
  tally: Tally;
  seconds: number;
  /** Starts of the program that it took. */
  runs: number;
  /** Requests a second of this run, each asked of both companies counting one. */
  rate: number;
  /** The same by second of processor time of this process, for machines that are busy with other things. */
  rateOfProcessor: number;
  failure: { kind: string; pair: number; seed: number; text: string } | null;
  /** Every pair that failed in any of the runs. */
  failures: readonly { kind: string; seed: number }[];
}

/** What is kept to go on later. */
interface State {
  engine: string;
  seed: number;
  operations: number;
  pairs: number;
  seconds: number;
  /** Starts of the program. */
  runs: number;
  tally: Tally;
  /** Pairs that failed, by seed: going on behind one does not make it pass. */
  failures: { kind: string; seed: number }[];
}

/** Runs pairs one after the other; each has a seed of its own, so that one can be tried again by itself. */
export async function prove(options: ProofOptions): Promise<ProofResult> {
  const { say } = options;
  const state = resumed(options);
  state.runs += 1;
  const resumedAt = state.pairs;
  if (resumedAt > 0) say(`goes on with seed ${state.seed} after ${standing(state)}`);
  const sides = [await openSide(), await openSide()] as const;
  const start = performance.now();
  let told = start;
  let failure: ProofResult['failure'] = null;
  const before = state.tally.operations;
  const elapsed = (): number => (performance.now() - start) / 1000;
  const rate = (): number => (state.tally.operations - before) / elapsed();
  const processor = process.cpuUsage();
  try {
    for (; state.pairs < options.pairs && failure === null; state.pairs += 1) {
      const found = await onePair(options, sides, state.seed + state.pairs);
      if (!found.failure) addTally(state.tally, found.tally);
      const breaks = found.failure && ['broken', 'unexpected'].includes(found.failure.kind);
      if (options.untilCaught && breaks) continue;
      if (found.failure) {
        failure = { ...found.failure, pair: state.pairs + 1, seed: state.seed + state.pairs };
        state.failures.push({ kind: failure.kind, seed: failure.seed });
      }
      if (performance.now() - told > 5_000) {
        told = performance.now();
        const mb = Math.round(process.memoryUsage().rss / 1e6);
        say(
          `${state.pairs + 1}/${options.pairs} pairs, ${state.tally.operations} operations, ${Math.round(rate())}/s, ${mb} MB`,
        );
        keep(options, { ...state, pairs: state.pairs + 1, seconds: state.seconds + elapsed() });
      }
    }
    keep(options, { ...state, seconds: state.seconds + elapsed() });
  } finally {
    for (const side of sides) await side.close();
  }
  const failed = state.failures.length;
  const { user, system } = process.cpuUsage(processor);
  return {
    engine: testEngine,
    seed: state.seed,
    operationsOfPair: options.operations,
    passed: state.pairs - failed,
    failed,
    resumed: resumedAt,
    tally: state.tally,
    seconds: state.seconds + elapsed(),
    runs: state.runs,
    rate: rate(),
    rateOfProcessor: ((state.tally.operations - before) * 1e6) / (user + system),
    failure,
    failures: state.failures,
  };
}

/** Pairs in which it is asked whether somebody who sees everything notices that the companies differ: one in so many. */
const peeked = 8;

async function onePair(
  options: ProofOptions,
  sides: readonly [Side, Side],
  seed: number,
): Promise<{ tally: Tally; failure: { kind: string; text: string } | null }> {
  const tally = newTally();
  const [pair] = fc.sample(pairs(options.operations, seed), { seed, numRuns: 1, unbiased: true }) as [Pair];
  const failureOf = async (of: Pair, into: Tally): Promise<unknown> =>
    runPair(of, sides, into, { judge: true, peek: (seed + Math.floor(seed / peeked)) % peeked === 0 }).then(
      () => null,
      (error: unknown) => error ?? new Error('failed'),
    );
  const first = await failureOf(pair, tally);
  if (first === null) return { tally, failure: null };
  if (!(first instanceof Failure)) {
    const { cause, stack } = first as Error;
    return { tally, failure: { kind: 'broken', text: `${String(stack)}\n${String(cause)}` } };
  }
  const same = async (of: Pair): Promise<boolean> => {
    const error = await failureOf(of, newTally());
    return error instanceof Failure && error.kind === first.kind;
  };
  const small = options.untilCaught ? pair : await smallest(pair, same, options.shrinkFor);
  const last = await failureOf(small, newTally());
  return { tally, failure: { kind: first.kind, text: described(last instanceof Failure ? last : first, small) } };
}

function described(failure: Failure, pair: Pair): string {
  const { operation, detail } = failure;
  const { kind, roles, purpose, purposes } = pair.principal;
  return [
    `A ${kind} with ${roles.join(', ')} for ${purpose} (of ${purposes.join(', ')}) under ${pair.rules === null ? 'the built-in' : 'random'} rules`,
    `${pair.operations.length} operations after making it smaller:`,
    ...(operation ? pair.operations.slice(0, -1) : pair.operations).map(
      (one) => `${one.query}\n${JSON.stringify({ ...one, query: undefined })}`,
    ),
    operation
      ? `${operation.query}\n${JSON.stringify({ ...operation, query: undefined })}`
      : '(the views after all of them)',
    detail.slice(0, 4_000),
  ].join('\n');
}

function resumed({ resume, seed, operations }: ProofOptions): State {
  if (resume !== null && existsSync(resume)) {
    const state = JSON.parse(readFileSync(resume, 'utf8')) as State;
    if (state.engine !== testEngine || state.operations !== operations) {
      throw new Error(`${resume} was begun on ${state.engine} with ${state.operations} operations a pair.`);
    }
    return {
      ...state,
      runs: state.runs ?? 1,
      tally: { ...newTally(), ...state.tally },
      failures: state.failures ?? [],
    };
  }
  return { engine: testEngine, seed, operations, pairs: 0, seconds: 0, runs: 0, tally: newTally(), failures: [] };
}

function keep({ resume }: ProofOptions, state: State): void {
  if (resume === null) return;
  writeFileSync(`${resume}.new`, JSON.stringify(state));
  renameSync(`${resume}.new`, resume);
}

/** How far a proof has come: what a tally is worth reading for. */
function standing({ tally, seconds, runs }: Pick<ProofResult, 'tally' | 'seconds' | 'runs'>): string {
  const starts = runs > 1 ? ` in ${runs} starts` : '';
  return `${tally.operations} operations over ${tally.pairs} pairs, ${duration(seconds)}${starts}`;
}

function duration(seconds: number): string {
  if (seconds < 600) return `${seconds.toFixed(1)} s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** The lines that end a run. */
export function summary(result: ProofResult): string[] {
  const { tally, engine, seed, rate, rateOfProcessor, failure, passed, failed } = result;
  const weak = failed === 0 && tally.pairs >= 100 ? emptiness(tally) : [];
  const repeat = `pnpm proof --engine ${engine} --ops ${result.operationsOfPair} --pairs 1 --seed ${failure?.seed}`;
  return [
    `${engine}: seed ${seed}, ${standing(result)} (${Math.round(rate)}/s, ${Math.round(rateOfProcessor)}/s of processor time)`,
    `  ${tally.checked} checked with the oracle, ${Math.round(telling(tally) * 100)} % bring data, ${(writing(tally) * 100).toFixed(1)} % are writes that were done`,
    ...histogram(tally),
    ...result.failures
      .filter((one) => one.seed !== failure?.seed)
      .map((one) => `FAILED (${one.kind}) before: --pairs 1 --seed ${one.seed}`),
    ...(failure ? [`FAILED (${failure.kind}) in pair ${failure.pair}:`, failure.text, `Repeat: ${repeat}`] : []),
    ...weak.map((sentence) => `TOO EMPTY: ${sentence}`),
    `${passed} passed, ${failed + weak.length} failed`,
  ];
}
