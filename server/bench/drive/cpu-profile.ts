/** What V8 writes with `--cpu-prof`. */
export interface CpuProfile {
  nodes: readonly {
    id: number;
    callFrame: { functionName: string; url: string; lineNumber: number };
  }[];
  samples: readonly number[];
  timeDeltas: readonly number[];
}

export interface Share {
  name: string;
  /** Of the time that the process was busy, from 0 to 1. */
  share: number;
}

/** Layers by what stands in a function's address, the first that fits. */
const layers: readonly [string, RegExp][] = [
  ['HTTP (fastify)', /\/(fastify|@fastify|find-my-way|light-my-request|avvio)\//],
  ['Apollo', /\/@apollo\//],
  ['graphql-js', /\/graphql@|\/node_modules\/graphql\//],
  ['graphql tools', /\/(graphql-scalars|@graphql-tools|type-graphql)/],
  ['driver', /\/(mysql2|better-sqlite3|denque|lru\.min|long|sql-escaper|named-placeholders)[@/]/],
  ['log', /\/(pino|thread-stream|sonic-boom)/],
  ['Kehu: query', /\/dist\/query\//],
  ['Kehu: access', /\/dist\/access\//],
  ['Kehu: graphql', /\/dist\/graphql\//],
  ['Kehu: accounts', /\/dist\/accounts\//],
  ['Kehu: records', /\/dist\/records\//],
  ['Kehu: http', /\/dist\/http\//],
  ['Kehu: database', /\/dist\/database\//],
  ['Kehu: rest', /\/(server|shared)\/dist\//],
  ['other packages', /\/node_modules\//],
  ['Node', /^node:/],
];

/** A profile without its first milliseconds: the start of a program is not what it does. */
export function withoutStart(profile: CpuProfile, milliseconds: number): CpuProfile {
  let at = 0;
  const first = profile.timeDeltas.findIndex((delta) => (at += delta) > milliseconds * 1000);
  const from = first < 0 ? profile.samples.length : first;
  return { ...profile, samples: profile.samples.slice(from), timeDeltas: profile.timeDeltas.slice(from) };
}

const idle = new Set(['(idle)', '(program)', '(root)']);

/** Self time by function, most first, as shares of the busy time. */
export function topFunctions(profile: CpuProfile, most: number): Share[] {
  return shares(profile, ({ functionName, url, lineNumber }) => {
    const place =
      url === '' ? '' : ` ${url.replace(/^.*\/node_modules\//, '').replace(/^.*\/server\//, '')}:${lineNumber + 1}`;
    return `${functionName || '(anonymous)'}${place}`;
  }).slice(0, most);
}

/** Self time by layer, most first. */
export const layersOf = (profile: CpuProfile): Share[] =>
  shares(profile, ({ functionName, url }) => {
    if (functionName === '(garbage collector)') return 'garbage collector';
    return layers.find(([, pattern]) => pattern.test(url))?.[0] ?? 'V8 and built-ins';
  });

function shares(profile: CpuProfile, nameOf: (frame: CpuProfile['nodes'][number]['callFrame']) => string): Share[] {
  const frames = new Map(profile.nodes.map(({ id, callFrame }) => [id, callFrame]));
  const times = new Map<string, number>();
  let busy = 0;
  profile.samples.forEach((id, i) => {
    const frame = frames.get(id);
    if (!frame || idle.has(frame.functionName)) return;
    const name = nameOf(frame);
    const time = profile.timeDeltas[i] ?? 0;
    busy += time;
    times.set(name, (times.get(name) ?? 0) + time);
  });
  return [...times]
    .map(([name, time]) => ({ name, share: busy === 0 ? 0 : time / busy }))
    .sort((a, b) => b.share - a.share);
}
