import { nouns } from '../../src/access/oracle/testing/test-world';
import type { Company } from '../../src/access/oracle/company';
import type { Operation } from './operations';
import type { Pair } from './pairs';

/**
 * The smallest pair found within the time that still fails in the same way: fewer requests, less in each, fewer changes, fewer
 * rows. Whatever is simpler and still fails is gone on from.
 *
 * @param milliseconds when to be content with what is found
 */
export async function smallest(
  pair: Pair,
  fails: (pair: Pair) => Promise<boolean>,
  milliseconds: number,
): Promise<Pair> {
  const until = performance.now() + milliseconds;
  let best = pair;
  for (let found = true; found;) {
    found = false;
    for (const candidate of simpler(best)) {
      if (performance.now() > until) return best;
      if (!(await fails(candidate))) continue;
      best = candidate;
      found = true;
      break;
    }
  }
  return best;
}

function* simpler(pair: Pair): Generator<Pair> {
  for (const operations of fewer(pair.operations)) yield { ...pair, operations };
  if (pair.wanted.length > 0) yield { ...pair, wanted: [] };
  for (const company of withoutRow(pair.company)) yield { ...pair, company };
  for (const operations of lighter(pair.operations)) yield { ...pair, operations };
}

function* fewer(operations: Operation[]): Generator<Operation[]> {
  if (operations.length < 2) return;
  yield operations.slice(-1);
  yield operations.slice(operations.length >> 1);
  yield operations.slice(0, operations.length >> 1);
  for (let at = 0; at < operations.length; at++) yield operations.filter((_, i) => i !== at);
}

function* lighter(operations: Operation[]): Generator<Operation[]> {
  for (const [at, operation] of operations.entries()) {
    for (const variables of less(operation.variables)) {
      yield operations.map((each, i) =>
        i === at ? { ...each, variables: variables as Operation['variables'] } : each,
      );
    }
  }
}

/** An input with one key or item fewer, at any depth. */
function* less(value: unknown): Generator<unknown> {
  if (Array.isArray(value)) {
    for (const at of value.keys()) yield value.filter((_, i) => i !== at);
    for (const [at, item] of value.entries()) {
      for (const by of less(item)) yield value.map((of: unknown, i) => (i === at ? by : of));
    }
  } else if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value);
    for (const [key] of entries) yield Object.fromEntries(entries.filter(([other]) => other !== key));
    for (const [key, of] of entries) for (const by of less(of)) yield { ...value, [key]: by };
  }
}

/** The company without one record that nothing links to. */
function* withoutRow(company: Company): Generator<Company> {
  for (const noun of nouns.all()) {
    for (const row of company[noun.name]!) {
      const linked = nouns
        .all()
        .some((other) =>
          [...other.fields.values()].some(
            (field) =>
              field.kind === 'link' &&
              field.to === noun.name &&
              company[other.name]!.some((one) => one[field.name] === row.pk),
          ),
        );
      if (!linked && company[noun.name]!.length > 1) {
        yield { ...company, [noun.name]: company[noun.name]!.filter((one) => one !== row) };
      }
    }
  }
}
