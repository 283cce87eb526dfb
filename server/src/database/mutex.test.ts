import { Mutex } from './mutex';

it('runs work one after another in the order of asking, also past one that fails', async () => {
  const mutex = new Mutex();
  const seen: string[] = [];
  const work = (name: string, fails = false): Promise<string> =>
    mutex.run(async () => {
      seen.push(`${name} starts`);
      await Promise.resolve();
      seen.push(`${name} ends`);
      if (fails) throw new Error(name);
      return name;
    });
  const ends = await Promise.allSettled([work('a'), work('b', true), work('c')]);
  expect(ends.map((end) => end.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(seen).toEqual(['a starts', 'a ends', 'b starts', 'b ends', 'c starts', 'c ends']);
});
