import { listOf } from '../../src/access/oracle/scopes';
import { rowsOf, type World } from '../../src/access/oracle/company';
import { readable, visibleRows } from '../../src/access/oracle/view';
import { inOrder } from './companies';

/** Stands in for the number of a version, and for external ids, until it is known what the principal sees of them. */
export const currentVersion = -1;
export const knownExternalId = '@known';

const noId = '00000000-0000-4000-8000-00000000ffff';
const madeMark = '@made';

/** Stands for something that requests before made, by what it is and a number; for `instead` where there is none. */
export const madeId = (what: string, at: number, instead = noId): string => `${madeMark} ${what} ${at} ${instead}`;

/**
 * What a client of one of the companies knows by its answers until now: versions of records, and ids of what it made. Requests
 * name those by stand-ins.
 */
export class KnownByNow {
  private readonly versions = new Map<string, number>();
  private readonly made = new Map<string, string[]>();

  constructor(private readonly world: World) {
    for (const noun of inOrder) {
      for (const row of rowsOf(world, noun)) this.versions.set(row.id, Number(row.version ?? 1));
    }
  }

  /** Variables with what stand-ins stand for. */
  settled(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((each) => this.settled(each));
    if (typeof value === 'string') return value.startsWith(madeMark) ? this.idOf(value) : value;
    if (typeof value !== 'object' || value === null) return value;
    const settled = Object.entries(value).map(([key, of]): [string, unknown] =>
      key === 'externalId' && String(of).startsWith(knownExternalId)
        ? [key, this.externalId(String(of))]
        : [key, this.settled(of)],
    );
    const id = settled.find(([key]) => key === 'id')?.[1];
    return Object.fromEntries(
      settled.map(([key, of]) =>
        key === 'version' && of === currentVersion ? [key, this.versions.get(String(id)) ?? 1] : [key, of],
      ),
    );
  }

  /** Takes in an answer; `makes` says what it made, if it did. */
  learn(answer: unknown, makes: string | undefined): void {
    this.note(answer);
    if (makes === undefined) return;
    for (const of of Object.values((answer as { data?: object | null }).data ?? {})) {
      const id = makes === 'merge' ? (of as { merge?: unknown } | null)?.merge : firstId(of);
      if (typeof id === 'string') this.keep(makes, id);
    }
  }

  /** What {@link madeId} of this stands for from now on. */
  keep(what: string, id: string): void {
    this.made.set(what, [...(this.made.get(what) ?? []).filter((known) => known !== id), id]);
  }

  private note(value: unknown): void {
    if (Array.isArray(value)) for (const each of value) this.note(each);
    else if (typeof value === 'object' && value !== null) {
      const { id, version } = value as { id?: unknown; version?: unknown };
      if (typeof id === 'string' && typeof version === 'number') this.versions.set(id, version);
      for (const each of Object.values(value)) this.note(each);
    }
  }

  private idOf(standIn: string): string {
    const [, what, at, instead] = standIn.split(' ') as [string, string, string, string];
    const ids = this.made.get(what) ?? [];
    return ids[ids.length - 1 - (Number(at) % Math.max(1, ids.length))] ?? instead;
  }

  /** An id that the principal reads on some record of the noun; a new one where there is none. */
  private externalId(standIn: string): string {
    const [noun, at] = standIn.slice(knownExternalId.length).split(' ') as [string, string];
    const ids = visibleRows(this.world, noun)
      .filter((row) => readable(this.world, noun, row, 'externalIds'))
      .flatMap((row) => listOf(row.externalIds) as { source: string; id: string }[])
      .filter((id) => id.source === this.world.principal.source);
    return ids[Number(at) % Math.max(1, ids.length)]?.id ?? `fresh${at}`;
  }
}

/** The id nearest to the top. */
function firstId(value: unknown): string | null {
  if (typeof value !== 'object' || value === null) return null;
  const { id } = value as { id?: unknown };
  if (typeof id === 'string') return id;
  for (const each of Object.values(value)) {
    const found = firstId(each);
    if (found !== null) return found;
  }
  return null;
}
