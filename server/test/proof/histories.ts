import type { Row, World } from '../../src/access/oracle/company';
import { readable, visibleRows } from '../../src/access/oracle/view';
import type { Field } from '../../src/model/registry';
import { nouns, noon } from '../../src/access/oracle/testing/test-world';
import { inOrder, mostRows, publicId } from './companies';
import { seededDice, type Dice } from './dice';
import { texts } from './values';

/** One stored change of a record: what the history table holds. Values stand in the form of the API, links as public ids. */
export interface PastChange {
  id: string;
  noun: string;
  recordPk: number;
  at: number;
  byPk: number | null;
  action: string;
  changes: readonly { field: string; old: unknown; new: unknown }[];
}

const withHistory = inOrder.filter((noun) => nouns.get(noun).features.history);

const fieldsOf = (noun: string): Field[] =>
  [...nouns.get(noun).fields.values()].filter(
    ({ kind, input }) => kind !== 'many' && kind !== 'derived' && input !== 'system',
  );

function pastValue(field: Field, dice: Dice): unknown {
  if (field.kind === 'link') return dice.chance(0.2) ? null : publicId(field.to!, 1 + dice.int(mostRows(field.to!)));
  if (field.kind === 'secret') return null;
  if (field.kind === 'choice') return dice.pick(field.values!);
  return dice.pick([null, ...texts, '12.5', 'old']);
}

const changeOf = (field: Field, dice: Dice): PastChange['changes'][number] => ({
  field: field.name,
  old: pastValue(field, dice),
  new: pastValue(field, dice),
});

function pastOf(noun: string, recordPk: number, number: number, dice: Dice): PastChange {
  return {
    id: `${number.toString(16).padStart(8, '0')}-0000-4000-a000-000000000000`,
    noun,
    recordPk,
    at: noon - 1000 * (1 + dice.int(4)),
    byPk: dice.chance(0.2) ? null : 1 + dice.int(mostRows('user')),
    action: dice.chance(0.8) ? 'update' : 'create',
    changes: dice.some(fieldsOf(noun), 1, 3).map((field) => changeOf(field, dice)),
  };
}

/** What happened to the records of a company, the same for the same seed. */
export function pastFrom(seed: number): PastChange[] {
  const dice = seededDice(seed);
  let number = 0;
  return withHistory.flatMap((noun) =>
    Array.from({ length: mostRows(noun) }, (_, at) =>
      Array.from({ length: dice.int(3) }, () => pastOf(noun, at + 1, (number += 1), dice)),
    ).flat(),
  );
}

/** What every one of the worlds lets the principal see of a record and its fields; they differ in purpose or in what was restored. */
interface Sight {
  row(noun: string, pk: number): boolean;
  cell(noun: string, pk: number, field: string): boolean;
}

function sightOf(worlds: readonly World[]): Sight {
  const seen = new Map<string, readonly [World, Row][]>();
  const rows = (noun: string, pk: number): readonly [World, Row][] => {
    const key = `${noun} ${pk}`;
    if (!seen.has(key)) {
      const found = worlds.flatMap((world): [World, Row][] =>
        [...visibleRows(world, noun), ...visibleRows(world, noun, true)]
          .filter((row) => row.pk === pk)
          .map((row) => [world, row]),
      );
      seen.set(key, found);
    }
    return seen.get(key)!;
  };
  return {
    row: (noun, pk) => rows(noun, pk).length > 0,
    cell: (noun, pk, field) => rows(noun, pk).some(([world, row]) => readable(world, noun, row, field)),
  };
}

/**
 * A past that looks the same through the principal's eyes: changes of fields and records out of sight are others, entries
 * of which nothing shows come and go. An entry of another action than `update` shows that it happened.
 */
export function pastOfTwin(past: readonly PastChange[], worlds: readonly World[], seed: number): PastChange[] {
  const dice = seededDice(seed);
  const sight = sightOf(worlds);
  // A link shows where its target does, so a target out of sight is as good as any other and as none.
  const link = (to: string, id: unknown): unknown => {
    const pk = worlds[0]!.company[to]!.find((row) => row.id === id)?.pk ?? -1;
    return typeof id === 'string' && !sight.row(to, pk) && dice.chance(0.5) ? null : id;
  };
  const entries = past.flatMap((entry): PastChange[] => {
    if (!sight.row(entry.noun, entry.recordPk)) {
      return dice.chance(0.4) ? [] : [{ ...pastOf(entry.noun, entry.recordPk, 0, dice), id: entry.id }];
    }
    const shown = entry.changes.filter(({ field }) => sight.cell(entry.noun, entry.recordPk, field));
    const hidden = fieldsOf(entry.noun).filter(({ name }) => !sight.cell(entry.noun, entry.recordPk, name));
    if (shown.length === 0 && entry.action === 'update' && dice.chance(0.5)) return [];
    const kept = shown.map((change) => {
      const { kind, to } = nouns.field(entry.noun, change.field);
      return kind === 'link' ? { ...change, old: link(to!, change.old), new: link(to!, change.new) } : change;
    });
    return [{ ...entry, changes: [...kept, ...dice.some(hidden, 0, 2).map((field) => changeOf(field, dice))] }];
  });
  const added = withHistory.flatMap((noun) =>
    Array.from({ length: mostRows(noun) }, (_, at) => at + 1).flatMap((pk, at): PastChange[] => {
      const hidden = fieldsOf(noun).filter(({ name }) => !sight.cell(noun, pk, name));
      if (hidden.length === 0 || !dice.chance(0.3)) return [];
      const entry = pastOf(noun, pk, 0xf0000 + withHistory.indexOf(noun) * 100 + at, dice);
      return [{ ...entry, action: 'update', changes: dice.some(hidden, 1, 2).map((field) => changeOf(field, dice)) }];
    }),
  );
  return [...entries, ...added];
}
