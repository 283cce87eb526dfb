import { changedFields, compareEdits, resolve, sameValue } from './conflict';

const base = { name: 'A', tier: 'gold', note: null, tags: ['x'], phones: [{ number: '+1', primary: true }] };

describe('two edits of one record', () => {
  it('conflict only where both changed a field to different values', () => {
    const comparison = compareEdits(
      base,
      { name: 'B', tier: 'silver', note: 'mine' },
      { ...base, name: 'C', tier: 'silver', tags: ['y'] },
    );
    expect(comparison.conflicts).toEqual([{ field: 'name', base: 'A', mine: 'B', theirs: 'C' }]);
    expect(comparison.mineOnly).toEqual({ note: 'mine' });
    expect(comparison.theirsOnly).toEqual(['tags']);
  });

  it('send what was chosen and never what was not', () => {
    const comparison = compareEdits(
      base,
      { name: 'B', tier: 'silver', note: 'mine' },
      { ...base, name: 'C', tier: 'bronze' },
    );
    expect(resolve(comparison, { name: 'mine', tier: 'theirs' })).toEqual({ name: 'B', note: 'mine' });
    expect(resolve(comparison, {})).toEqual({ note: 'mine' });
  });

  it('see an emptied field as a change on either side', () => {
    expect(compareEdits(base, { name: null }, { ...base, name: 'C' }).conflicts).toHaveLength(1);
    expect(compareEdits({ ...base, note: 'n' }, { note: 'mine' }, { ...base, note: null }).conflicts).toEqual([
      { field: 'note', base: 'n', mine: 'mine', theirs: null },
    ]);
  });
});

describe('equality of form values', () => {
  it('takes every kind of nothing for the same, and order of keys for nothing', () => {
    expect(sameValue(null, '')).toBe(true);
    expect(sameValue(undefined, [])).toBe(true);
    expect(sameValue({ a: 1, b: null }, { a: 1 })).toBe(true);
    expect(sameValue([{ number: '+1', primary: true }], [{ primary: true, number: '+1' }])).toBe(true);
  });

  it('tells false from nothing, text from number, and one order of a list from another', () => {
    expect(sameValue(false, null)).toBe(false);
    expect(sameValue('1', 1)).toBe(false);
    expect(sameValue(['a', 'b'], ['b', 'a'])).toBe(false);
    expect(sameValue({ a: 'x,b:"y"' }, { a: 'x', b: 'y' })).toBe(false);
  });

  it('finds the changed fields alone', () => {
    expect(
      changedFields(base, { name: 'A', note: '', tier: 'silver', phones: [{ primary: true, number: '+1' }] }),
    ).toEqual({ tier: 'silver' });
  });
});
