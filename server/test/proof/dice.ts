import fc from 'fast-check';

/** Chance, one throw at a time: what generators are written with that would be slow or unreadable as combinators. */
export interface Dice {
  /** A whole number from 0 to `below - 1`. */
  int(below: number): number;
  /** True in this share of throws (0 to 1). */
  chance(share: number): boolean;
  /** One of the list, which is not empty. */
  pick<T>(list: readonly T[]): T;
  /** Different ones of the list, in its order: at least `min` where there are so many, at most `max`. */
  some<T>(list: readonly T[], min: number, max: number): T[];
}

const diceOf = (next: (below: number) => number): Dice => {
  const dice: Dice = {
    int: next,
    chance: (share) => next(10_000) < share * 10_000,
    pick: (list) => list[next(list.length)]!,
    some(list, min, max) {
      const wanted = Math.min(list.length, min + next(Math.max(1, max - min + 1)));
      const left = list.map((_, at) => at);
      const taken = Array.from({ length: wanted }, () => left.splice(next(left.length), 1)[0]!);
      return taken.sort((a, b) => a - b).map((at) => list[at]!);
    },
  };
  return dice;
};

/** Dice that fall the same way for the same seed. */
export function seededDice(seed: number): Dice {
  let state = seed >>> 0;
  return diceOf((below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  });
}

/** A generator written with dice, for fast-check. */
class Thrown<T> extends fc.Arbitrary<T> {
  constructor(private readonly make: (dice: Dice) => T) {
    super();
  }

  generate(random: fc.Random): fc.Value<T> {
    return new fc.Value(this.make(diceOf((below) => random.nextInt(0, below - 1))), undefined);
  }

  canShrinkWithoutContext(_value: unknown): _value is T {
    return false;
  }

  /** Whole pairs are made smaller instead, see `smaller.ts`: part by part would make the rest anew. */
  shrink(): fc.Stream<fc.Value<T>> {
    return fc.Stream.nil();
  }
}

export const thrown = <T>(make: (dice: Dice) => T): fc.Arbitrary<T> => new Thrown(make);
