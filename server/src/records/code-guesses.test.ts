import { CodeGuesses } from './code-guesses';

const minute = 60_000;

test('who meets taken codes too often waits, and others do not', () => {
  const guesses = new CodeGuesses();
  for (let i = 0; i < 99; i++) guesses.note('a', i);
  expect(() => guesses.check('a', 100)).not.toThrow();
  guesses.note('a', 100);
  expect(() => guesses.check('a', 101)).toThrow(/15 minutes/);
  expect(() => guesses.check('b', 101)).not.toThrow();
  expect(() => guesses.check('a', 100 + 15 * minute)).not.toThrow();
});
