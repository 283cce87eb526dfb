import { always, bitPlaces, guard, GuardedRow, masked, never, type GuardedCell, type RowLayout } from './guard';
import { maskOf } from './masks';
import { bookOf, nouns } from './oracle/testing/test-world';
import type { Grant } from './policy';
import { bitOf, compileRuleSet, type NounView } from './rule-set';

const viewOf = (grant: Partial<Grant>): NounView =>
  compileRuleSet(
    bookOf({ customer: { roles: { tester: [{ action: 'read', scope: 'all', ...grant }] } } }),
    ['tester'],
    'sales',
  ).view('customer');

const some = viewOf({
  fields: ['name', 'note', 'phones'],
  cells: { note: 'own', phones: 'own' },
  masked: ['note', 'phones'],
});

const decoding = { now: 0, dictionaryName: () => '' };
const decode = (stored: unknown): unknown => `decoded ${String(stored)}`;

/** A row with the key, the name, the note and whether it is one's own. */
function rowOf(own: unknown, more: Partial<RowLayout> = {}, settles = false): GuardedRow {
  const bits = new Map([[bitOf(some.cells.get('note')!.read)!, 3]]);
  const cell = (field: string, at: number): [string, GuardedCell] => [
    field,
    { field: nouns.field('customer', field), at, settles, decode, ...bitPlaces(some, field, bits) },
  ];
  const layout: RowLayout = {
    view: some,
    pkAt: 0,
    cells: new Map([cell('name', 1), cell('note', 2)]),
    bits,
    joined: new Map(),
    ...more,
  };
  return new GuardedRow(layout, [7n, 'a name', 'a note', own], decoding);
}

const note = nouns.field('customer', 'note');
const name = nouns.field('customer', 'name');
const cellOf = (row: GuardedRow, field: string): GuardedCell => row.layout.cells.get(field)!;

test('no column stands where bits are that rules decide', () => {
  expect([always < 0, never < 0, new Set<number>([always, never]).size]).toEqual([true, true, 2]);
});

test('a bit and a value may stand in the first column', () => {
  const name = bitOf(some.cells.get('note')!.read)!;
  const base = rowOf(1);
  const bits = new Map([[name, 0]]);
  const row = (first: unknown): GuardedRow =>
    new GuardedRow({ ...base.layout, bits, cells: new Map() }, [first, 'a name'], decoding);
  expect([row(1).holds(name), row(0).holds(name), row(1).readable('note')]).toEqual([true, false, true]);
  const cell = { ...cellOf(base, 'name'), at: 0 };
  const first = new GuardedRow({ ...base.layout, cells: new Map([['name', cell]]) }, ['first'], decoding);
  expect([first.loaded('name'), first.shown(nouns.field('customer', 'name'))]).toEqual([
    'decoded first',
    'decoded first',
  ]);
});

test('a value that is not there is null, not what null decodes to', () => {
  const base = rowOf(1);
  for (const nothing of [null, undefined]) {
    const row = new GuardedRow(base.layout, [7, nothing, nothing, 1], decoding);
    expect([row.shown(nouns.field('customer', 'name')), row.loaded('name')]).toEqual([null, null]);
  }
});

test('bits that rules decide hold always or never; others stand where they were asked for, else never', () => {
  expect(bitPlaces(some, 'name', new Map())).toEqual({ readAt: always, maskAt: never });
  expect(bitPlaces(some, 'code', new Map())).toEqual({ readAt: never, maskAt: never });
  expect(bitPlaces(some, 'nothing', new Map())).toEqual({ readAt: never, maskAt: never });
  expect(bitPlaces(some, 'note', new Map())).toEqual({ readAt: never, maskAt: always });
  expect(bitPlaces(some, 'note', new Map([[bitOf(some.cells.get('note')!.read)!, 5]]))).toEqual({
    readAt: 5,
    maskAt: always,
  });
});

test.each([
  [1, 'a note'],
  [1n, 'a note'],
  ['1', 'a note'],
  [0, masked],
  [null, masked],
  [undefined, masked],
  [2, masked],
])('a bit of %p lets %p out', (bit, shown) => {
  const row = rowOf(bit);
  expect(row.read(cellOf(row, 'note'))).toBe(shown);
  expect(row.allows(cellOf(row, 'note'))).toBe(shown !== masked);
  expect(row.readable('note')).toBe(shown !== masked);
  expect(row.masked('note')).toBe(shown === masked);
  expect(row.shown(note)).toEqual(shown === masked ? maskOf('longText') : 'decoded a note');
});

test('what has neither bit nor mask is null', () => {
  const row = rowOf(1);
  expect(row.shown(nouns.field('customer', 'code'))).toBeNull();
  expect(rowOf(0).shown(nouns.field('customer', 'phones'))).toEqual(maskOf('phones'));
  expect([row.readable('code'), row.masked('code')]).toEqual([false, false]);
});

test('a value that is made ready after loading is null until it is, and as it was made then', () => {
  const row = rowOf(1, {}, true);
  expect(row.shown(name)).toBeNull();
  row.settle('name', 'ready');
  expect([row.shown(name), row.loaded('name')]).toEqual(['ready', 'ready']);
  row.settle('note', null);
  expect(row.loaded('note')).toBeNull();
});

test('what was loaded is there for the query module, decoded, whatever the bit says', () => {
  const row = rowOf(0);
  expect([row.loaded('note'), row.loaded('code'), row.pk]).toEqual(['decoded a note', null, 7]);
  expect(row.view).toBe(some);
});

test('conditions asked for beside the row are true where their column is', () => {
  const name = bitOf(some.cells.get('note')!.read)!;
  expect([rowOf(1).holds(name), rowOf(0).holds(name), rowOf(1).holds('unasked')]).toEqual([true, false, false]);
});

test('a record that stands in the same row is reached where the link may be read and leads somewhere', () => {
  const target: RowLayout = { view: some, pkAt: 4, cells: new Map(), bits: new Map(), joined: new Map() };
  const withTarget = (own: number, pk: unknown): GuardedRow => {
    const link = cellOf(rowOf(own), 'note');
    const layout = { ...rowOf(own).layout, joined: new Map([['to', { link, target }]]) };
    return new GuardedRow(layout, [7, 'a name', 'a note', own, pk], decoding);
  };
  expect(withTarget(1, 9).joined('to')?.pk).toBe(9);
  expect(withTarget(1, 9).reached('to')).toBeInstanceOf(GuardedRow);
  expect([withTarget(0, 9).joined('to'), withTarget(1, null).joined('to'), withTarget(1, 9).joined('other')]).toEqual([
    null,
    null,
    null,
  ]);
  const row = withTarget(1, 9);
  expect(row.reached('pages')).toBeUndefined();
  row.relate('pages', 'some');
  expect(row.reached('pages')).toBe('some');
  expect([...row.related.keys()]).toEqual(['pages', 'to']);
});

test('anything but a guarded row shows nothing', () => {
  expect([guard({ name: 'a name' }, name), guard(null, name), guard(rowOf(1), name)]).toEqual([
    null,
    null,
    'decoded a name',
  ]);
});

test('masks are of the type of their field', () => {
  expect([maskOf('text'), maskOf('longText'), maskOf('secret')]).toEqual(['•••', '•••', '•••']);
  expect(maskOf('phones')).toEqual([{ number: '•••', raw: null, kind: null, primary: false }]);
  expect(maskOf('emails')).toEqual([{ address: '•••', kind: null, primary: false }]);
  expect(maskOf('addresses')).toEqual([
    { country: null, region: null, city: null, line: '•••', postalCode: null, kind: null, primary: false },
  ]);
  expect([maskOf('decimal'), maskOf('tags'), maskOf('link')]).toEqual([null, null, null]);
});
