import type { KehuError } from '../errors/errors';
import { CodeGuesses, countGuesses, mostGuesses, requireGuesses } from './code-guesses';
import type { Draft } from './draft';
import type { WriteContext } from './write-context';

const minute = 60_000;
const draft = (): Draft & { code?: string } => {
  const one = { code: undefined as string | undefined, refuse: (error: KehuError) => (one.code ??= error.code) };
  return one as unknown as Draft & { code?: string };
};

let now = 0;
let guesses: CodeGuesses;
const contextOf = (id: string): WriteContext =>
  ({ guesses: guesses.of(id, () => now) }) as Partial<WriteContext> as WriteContext;

beforeEach(() => {
  now = 0;
  guesses = new CodeGuesses();
});

test('who meets too many ids out of sight waits, and others do not', () => {
  const context = contextOf('a');
  const drafts = Array.from({ length: mostGuesses + 5 }, draft);
  countGuesses(context, drafts, new Map(drafts.map((one, i) => [one, [`code|${i}`]])));
  // Each counts, also those of one batch; beyond the limit nobody learns whether a record has it.
  expect(drafts.filter(({ code }) => code === 'RATE_LIMITED')).toEqual(drafts.slice(mostGuesses));
  expect(() => requireGuesses(context)).toThrow(/15 minutes/);
  const free = draft();
  countGuesses(context, [free], new Map());
  expect(free.code).toBe('RATE_LIMITED');
  expect(() => requireGuesses(contextOf('b'))).not.toThrow();
  now = 15 * minute;
  expect(() => requireGuesses(context)).not.toThrow();
});

test('what names nothing out of sight may name any number, and the same one again', () => {
  const context = contextOf('a');
  for (let i = 0; i < 3 * mostGuesses; i++) countGuesses(context, [draft()], new Map());
  for (let i = 0; i < 3 * mostGuesses; i++) {
    const one = draft();
    countGuesses(context, [one], new Map([[one, ['code|1']]]));
    expect(one.code).toBeUndefined();
  }
  expect(context.guesses!.left()).toBe(mostGuesses - 1);
});
