import type { Answer } from './host';
import type { Operation } from './operations';

/** Requests that went a road, and those of them that came to something. */
export interface Walked {
  asked: number;
  done: number;
}

/** By road: of pairs under random rules alone. */
export type Roads = Record<string, Walked>;

/**
 * Least share of requests of a road that have to come to something. Roles of random rules are in no database, so a road that takes
 * its rules from there opens to nobody: it would be refused alike in both companies, and nothing would be proved about it. Files
 * that come in are counted without a bound: random rules let next to none of their rows pass.
 */
export const leastOfRoad: Readonly<Record<string, number>> = {
  read: 0.15,
  write: 0.2,
  export: 0.03,
  background: 0.03,
  subscription: 0.03,
};

/** Requests of a road below which its share says nothing. */
const enough = 40;

const reads: ReadonlySet<string> = new Set(['list', 'pages', 'record', 'node', 'batch', 'aggregate']);
const writes: ReadonlySet<string> = new Set(['create', 'update', 'delete', 'restore', 'upsert']);

function roadOf({ kind, takes, begins }: Pick<Operation, 'kind' | 'takes' | 'begins'>): string | null {
  if (reads.has(kind)) return 'read';
  if (writes.has(kind)) return 'write';
  if (kind === 'import') return takes ? 'import' : null;
  if (kind === 'subscription') return kind;
  return begins && (kind === 'export' || kind === 'background') ? kind : null;
}

/** Whether a request came to what its road is for. */
function cameToSomething(road: string, { body, made = '' }: Pick<Answer, 'body' | 'made'>): boolean {
  switch (road) {
    case 'read':
      return !body.includes('"errors":[') && /"id":"|"count":[1-9]/.test(body);
    case 'write':
      return !body.includes('"errors":[') && /"id":"|"outcome":"(CREATED|UPDATED|UNCHANGED)"/.test(body);
    case 'import':
      return /"(created|updated)":[1-9]/.test(made);
    case 'subscription':
      return body.includes('"data":{"customerChanged"');
    default:
      return made.includes('"state":"SUCCEEDED"') && /"id":\s*"|id/.test(made.slice(made.indexOf('\n') + 1));
  }
}

/** Books a request that was asked under random rules. */
export function walk(roads: Roads, operation: Operation, answer: Pick<Answer, 'body' | 'made'>): void {
  const road = roadOf(operation);
  if (road === null) return;
  const of = (roads[road] ??= { asked: 0, done: 0 });
  of.asked++;
  if (cameToSomething(road, answer)) of.done++;
}

/** Roads that opened too seldom in so many pairs, in words. */
export const closedRoads = (roads: Roads, pairs: number): string[] =>
  Object.entries(leastOfRoad).flatMap(([road, least]) => {
    const { asked, done } = roads[road] ?? { asked: 0, done: 0 };
    const never = done === 0 && pairs >= 300;
    return never || (asked >= enough && done < least * asked)
      ? [`under random rules ${done} of ${asked} requests by way of ${road} came to something`]
      : [];
  });
