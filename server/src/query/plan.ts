import type { RuleSet } from '../access/rule-set';
import type { SqlRow, SqlValue } from '../database/database';
import type { Binding } from './binding';
import type { ReadContext } from './context';
import type { Sql } from './sql';

/** A statement that was compiled once and runs with what each request brings. */
export class Statement {
  readonly text: string;
  readonly #constants: readonly SqlValue[];
  readonly #readers: Sql['readers'];

  constructor({ text, params, readers }: Sql) {
    this.text = text;
    this.#readers = readers;
    // Values of the request it was compiled for are not kept.
    this.#constants = params.map((param, i) => (readers?.[i] ? null : param));
  }

  run(binding: Binding): Promise<SqlRow[]> {
    const params = this.#constants.slice();
    if (this.#readers) {
      for (let i = 0; i < params.length; i++) {
        const reader = this.#readers[i];
        if (reader) params[i] = reader(binding);
      }
    }
    return binding.context.runner.rows(this.text, params);
  }
}

/** Plans that came into use since the last change of generation; those of two generations are found. */
const plansOfGeneration = 3_000;

type Plans = WeakMap<RuleSet, WeakMap<object, Map<string, unknown>>>;

/**
 * Plans in use, and those that were in use before: what is not asked for during a whole generation is forgotten with it.
 * One bound for all, since rules, documents and shapes of arguments multiply.
 */
let young: Plans = new WeakMap();
let old: Plans = new WeakMap();
let size = 0;

/**
 * The plan of this key, compiled where it is not known. Plans live no longer than the rules and the selection they were
 * compiled for: a change of rules makes other rule sets, and no plan of an old one is ever found again. `shape` is null for
 * a selection that comes only once.
 */
export function planOf<T>(context: ReadContext, shape: object | null, key: string, compile: () => T): T {
  if (shape === null) return compile();
  const { ruleSet } = context;
  const whole = `${situationOf(context)}${key}`;
  const known = young.get(ruleSet)?.get(shape)?.get(whole) as T | undefined;
  if (known !== undefined) return known;
  const plan = (old.get(ruleSet)?.get(shape)?.get(whole) as T | undefined) ?? compile();
  if (size >= plansOfGeneration) {
    old = young;
    young = new WeakMap();
    size = 0;
  }
  size += 1;
  let ofRules = young.get(ruleSet);
  if (!ofRules) young.set(ruleSet, (ofRules = new WeakMap()));
  let ofShape = ofRules.get(shape);
  if (!ofShape) ofRules.set(shape, (ofShape = new Map()));
  ofShape.set(whole, plan);
  return plan;
}

/** What of a request, its arguments apart, decides what a statement says. */
function situationOf({ runner, strict, principal }: ReadContext): string {
  const { kind, teamPks, subtreeTeamPks, holdsShares } = principal;
  return `${runner.dialect}${strict ? '!' : ''}${kind}${teamPks.length},${subtreeTeamPks.length}${holdsShares === false ? '-' : '+'}|`;
}

const counts = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 51, 64, 100, 128, 201, 256, 400, 512];

/** How many keys a plan takes for so many: few different ones, so that few statements are prepared. */
export const paddedCount = (count: number): number =>
  counts.find((padded) => padded >= count) ?? Math.ceil(count / 500) * 500;

/** The keys, the last one repeated: what stands in a list twice is found once. */
export function padded(pks: readonly number[]): readonly number[] {
  const missing = paddedCount(pks.length) - pks.length;
  return missing === 0 || pks.length === 0 ? pks : [...pks, ...new Array<number>(missing).fill(pks.at(-1)!)];
}
