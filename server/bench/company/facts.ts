import { customers } from './rows';
import { benchReps } from './rules';
import type { Shape } from './shape';

/** A customer that is asked for by its number. */
export interface Known {
  number: number;
  industry: string;
  updatedAt: number;
}

/** What the requests are made of. */
export interface Facts {
  /** By bench representative, in order: customers of the own team. The first 50 are read, all are changed. */
  ofRep: Known[][];
  /** Customers behind which deep pages start: those at half of the list and every 50 further. */
  deep: { offset: number; number: number; updatedAt: number }[];
}

const knownPerRep = 100;
const deepPages = 20;

/** Works the facts out of the rows themselves, without a database. */
export function factsOf(shape: Shape): Facts {
  const ofTeam = new Map(benchReps.map(({ team }): [number, Known[]] => [team, []]));
  const updated = new Float64Array(shape.customers);
  // Spread over the whole table, so that reads by number meet pages of the table evenly.
  const step = Math.max(1, Math.floor(shape.customers / 50 / knownPerRep));
  const seen = new Map<number, number>();
  let number = 0;
  for (const { team, industry, updatedAt } of customers(shape)) {
    updated[number++] = updatedAt;
    const known = ofTeam.get(team);
    if (!known) continue;
    const at = seen.get(team) ?? 0;
    seen.set(team, at + 1);
    if (at % step === 0 && known.length < knownPerRep) known.push({ number, industry, updatedAt });
  }
  const sorted = updated.slice().sort().reverse();
  const start = Math.floor(shape.customers / 2);
  const wanted = new Map(
    Array.from({ length: deepPages }, (_, i): [number, number] => [start + i * 50, sorted[start + i * 50 - 1]!])
      .filter(([offset]) => offset + 50 <= shape.customers)
      .map(([offset, at]) => [at, offset]),
  );
  const deep: Facts['deep'] = [];
  updated.forEach((at, i) => {
    const offset = wanted.get(at);
    if (offset !== undefined) deep.push({ offset, number: i + 1, updatedAt: at });
  });
  return { ofRep: [...ofTeam.values()], deep: deep.sort((a, b) => a.offset - b.offset) };
}
