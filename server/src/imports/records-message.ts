import { fold } from '@kehu/shared';
import { keepSound, soundOf } from '../search/sound';
import type { ImportItem, RowFault } from './import-item';

/**
 * Records on their way from one thread to another, as text: that is written and read faster than the engine clones objects.
 * Cells are wanted of refused rows alone, so they are read when they are asked for.
 */
export interface RecordsMessage {
  /** JSON of faults, and of items as arrays. */
  records: string;
  /** JSON of the cells of the items. */
  cells: string;
  /** Which columns items were read from, each once. */
  columns: (readonly (readonly [string, string])[])[];
  /** Folded texts of the field whose sound is kept, and how they are read: every other one is a text and its sound. */
  sounds: string[];
}

type Packed = readonly [
  line: number,
  externalId: string | null,
  values: ImportItem['values'],
  links: ImportItem['links'],
  columns: number,
];

/** @param sounded input field whose sound is kept beside it, so that it is worked out where the file is read */
export function packed(records: readonly (ImportItem | RowFault)[], sounded?: string): RecordsMessage {
  const columns: RecordsMessage['columns'] = [];
  const known = new Map<string, number>();
  const cells: string[][][] = [];
  const sounds: string[] = [];
  const parts = records.map((record): Packed | RowFault => {
    if ('sentence' in record) return record;
    const key = keyOf(record.columns);
    let at = known.get(key);
    if (at === undefined) {
      known.set(key, (at = columns.length));
      columns.push([...record.columns]);
    }
    cells.push(record.cells ?? []);
    if (sounded !== undefined) addSound(sounds, record.values[sounded]);
    return [record.line, record.externalId, record.values, record.links, at];
  });
  return { records: JSON.stringify(parts), cells: JSON.stringify(cells), columns, sounds };
}

function addSound(sounds: string[], value: unknown): void {
  if (typeof value !== 'string') return;
  const folded = fold(value.trim());
  const sound = soundOf(folded);
  if (sound !== null) sounds.push(folded, sound);
}

/** Tells maps of columns apart, whatever headers are like. */
function keyOf(columns: ImportItem['columns']): string {
  let key = '';
  for (const [field, header] of columns) key += `${field}:${header.length}:${header}`;
  return key;
}

export function unpacked(message: RecordsMessage): (ImportItem | RowFault)[] {
  const columns = message.columns.map((entries) => new Map(entries));
  for (let i = 0; i < message.sounds.length; i += 2) keepSound(message.sounds[i]!, message.sounds[i + 1]!);
  let read: string[][][] | null = null;
  const cells = (at: number): string[][] => (read ??= JSON.parse(message.cells) as string[][][])[at]!;
  let items = 0;
  return (JSON.parse(message.records) as (Packed | RowFault)[]).map((part) =>
    'sentence' in part ? part : new Unpacked(part, columns[part[4]]!, cells, items++),
  );
}

/** An item whose cells are read when somebody asks for them. */
class Unpacked implements ImportItem {
  readonly line: number;
  readonly externalId: string | null;
  readonly values: ImportItem['values'];
  readonly links: ImportItem['links'];

  constructor(
    part: Packed,
    readonly columns: ImportItem['columns'],
    private readonly cellsOf: (at: number) => string[][],
    private readonly at: number,
  ) {
    [this.line, this.externalId, this.values, this.links] = part;
  }

  get cells(): string[][] {
    return this.cellsOf(this.at);
  }
}
