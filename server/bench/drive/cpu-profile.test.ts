import { layersOf, topFunctions, withoutStart, type CpuProfile } from './cpu-profile';

const frame = (id: number, functionName: string, url: string) => ({
  id,
  callFrame: { functionName, url, lineNumber: 9 },
});

const profile: CpuProfile = {
  nodes: [
    frame(1, '(idle)', ''),
    frame(2, 'execute', 'file:///k/node_modules/.pnpm/graphql@16/node_modules/graphql/execution/execute.js'),
    frame(3, 'readPage', 'file:///k/server/dist/query/page.js'),
    frame(4, '(garbage collector)', ''),
    frame(5, 'readPage', 'file:///k/server/dist/query/page.js'),
  ],
  samples: [1, 2, 3, 4, 5, 3],
  timeDeltas: [1000, 40, 10, 30, 10, 10],
};

it('adds self time up by layer, without idle time', () => {
  expect(layersOf(profile)).toEqual([
    { name: 'graphql-js', share: 0.4 },
    { name: 'Kehu: query', share: 0.3 },
    { name: 'garbage collector', share: 0.3 },
  ]);
});

it('adds the same function up wherever it was called from', () => {
  expect(topFunctions(profile, 2)).toEqual([
    { name: 'execute graphql/execution/execute.js:10', share: 0.4 },
    { name: 'readPage dist/query/page.js:10', share: 0.3 },
  ]);
});

it('leaves the start out', () => {
  const late = withoutStart(profile, 1.045);
  expect([late.samples, late.timeDeltas]).toEqual([
    [3, 4, 5, 3],
    [10, 30, 10, 10],
  ]);
  expect(withoutStart(profile, 5).samples).toEqual([]);
});
