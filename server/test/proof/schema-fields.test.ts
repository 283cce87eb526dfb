import fc from 'fast-check';
import { parse, visit } from 'graphql';
import { leftOut, refused } from './left-out';
import { pairs } from './pairs';
import { schema } from './schema';
import { worldOf } from './pairs';
import { watchOperation } from './watching';

/** Names of the root fields that requests of so many pairs ask for; of fewer where that is all. */
function generated(most: number, all: readonly string[]): ReadonlySet<string> {
  const names = new Set<string>();
  const note = (query: string): void => {
    try {
      visit(parse(query), {
        OperationDefinition: ({ selectionSet }) => {
          for (const field of selectionSet.selections) if (field.kind === 'Field') names.add(field.name.value);
        },
      });
    } catch {
      // Some are sent that do not parse.
    }
  };
  for (let seed = 0; seed < most && !all.every((name) => names.has(name)); seed++) {
    const [pair] = fc.sample(pairs(50, seed * 2), { seed, numRuns: 1, unbiased: true });
    for (const { query } of pair!.operations) note(query);
    note(watchOperation(worldOf(pair!), pair!.twist).query);
  }
  return names;
}

const roots = [schema.getQueryType()!, schema.getMutationType()!, schema.getSubscriptionType()!].flatMap((type) =>
  Object.keys(type.getFields()),
);

test('the proof asks for every field of Query, Mutation and Subscription, but for those listed with a reason', () => {
  const wanted = roots.filter((name) => !leftOut[name] || refused.includes(name));
  const names = generated(1_500, wanted);
  expect(wanted.filter((name) => !names.has(name))).toEqual([]);
}, 240_000);

test('what is left out exists', () => {
  expect(Object.keys(leftOut).filter((name) => !roots.includes(name))).toEqual([]);
});
