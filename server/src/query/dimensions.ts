import type { Noun } from '../model/registry';
import type { Compilation } from './context';
import type { Bucket } from './date-bucket';
import { cellOf } from './shown';
import { dateTimeToColumn, storedKind } from './values';

type Part = Readonly<Record<string, unknown>>;

/**
 * Paths of everything in a filter, a search and groups that is no dimension, which is all that may stand beside a field of
 * which only totals are told: anything else would tell one record from another. A hop to a dimension leads to a record, so
 * what is asked of that has to be one too. Time is divided at the beginnings of months, and on one clock: the months of two
 * places differ by hours.
 */
export function notDimensions(
  compilation: Compilation,
  noun: Noun,
  request: { where: Part | null; groupBy: readonly Part[]; search: string | null },
): string[] {
  const walk = new Walk(compilation);
  const refused = [
    ...request.groupBy.flatMap((group) => walk.refused(noun, group, '')),
    ...(request.where ? walk.refused(noun, request.where, '') : []),
    ...(request.search === null ? [] : ['search']),
  ];
  return [...new Set([...refused, ...walk.onSeveralClocks()])];
}

class Walk {
  /** Places by whose clocks a moment is divided, by its path. */
  private readonly clocks = new Map<string, Set<string>>();

  constructor(private readonly compilation: Compilation) {}

  refused(noun: Noun, of: Part, prefix: string): string[] {
    return Object.entries(of).flatMap(([name, value]) => {
      // A null is refused as malformed where the filter is compiled; whether a hop leads anywhere is known of the link.
      if (value === false || value === undefined || value === null || name === 'isNull') return [];
      if (name === 'and' || name === 'or') return (value as Part[]).flatMap((part) => this.refused(noun, part, prefix));
      if (name === 'not') return this.refused(noun, value as Part, prefix);
      const path = prefix + name;
      const field = noun.fields.get(name);
      if (!field || cellOf(this.compilation, noun.name, name)?.dimension !== true) return [path];
      if (field.kind === 'link') {
        return this.refused(this.compilation.context.nouns.get(field.to!), value as Part, `${path}.`);
      }
      const kind = storedKind(field);
      return kind === 'date' || kind === 'dateTime' ? this.finer(kind, value as Part, path) : [];
    });
  }

  onSeveralClocks(): string[] {
    return [...this.clocks].filter(([, places]) => places.size > 1).map(([path]) => `${path}.timeZone`);
  }

  /** What of a group of days, or of conditions on them, is finer than a month. */
  private finer(kind: 'date' | 'dateTime', of: Part, path: string): string[] {
    const { bucket, timeZone = 'UTC' } = of as { bucket?: Bucket; timeZone?: string };
    const bounds = bucket ? [] : Object.entries(of).filter(([name, value]) => value !== undefined && name !== 'isNull');
    if (kind === 'dateTime' && (bucket ?? bounds.length > 0)) {
      this.clocks.set(path, (this.clocks.get(path) ?? new Set()).add(timeZone));
    }
    if (bucket) return bucket === 'DAY' || bucket === 'WEEK' ? [`${path}.${bucket}`] : [];
    const coarse = bounds.every(
      ([name, value]) => (name === 'gte' || name === 'lt') && beginsMonth(value, `where.${path}.${name}`),
    );
    return coarse ? [] : [`${path}.DAY`];
  }
}

/** Whether a day, or a moment in UTC, begins a month. @throws KehuError BAD_USER_INPUT where it is neither */
const beginsMonth = (value: unknown, path: string): boolean =>
  new Date(dateTimeToColumn(value, path)).toISOString().endsWith('-01T00:00:00.000Z');
