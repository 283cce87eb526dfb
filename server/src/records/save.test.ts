import type { SqlRunner, SqlValue } from '../database/database';
import { NounRegistry } from '../model/registry';
import { nounDefinitions } from '../nouns';
import { Draft } from './draft';
import { parseInput } from './input';
import { insertDrafts, insertRows, updateDraft } from './save';

const nouns = new NounRegistry(nounDefinitions);
const customer = nouns.get('customer');

const untouched: SqlRunner = {
  dialect: 'sqlite',
  rows: () => Promise.reject(new Error('read')),
  run: () => Promise.reject(new Error('written')),
};

const draftOf = (action: 'create' | 'update'): Draft => {
  const draft = new Draft(0, customer, action, parseInput(nouns, customer, { name: 'One', note: 'x' }, 'update'));
  draft.id = '00000000-0000-4000-8000-000000000000';
  draft.pk = 1;
  for (const field of draft.given) draft.changed.add(field);
  draft.clearance.allow('name');
  return draft;
};

describe('saving', () => {
  it('refuses a column that no rule has cleared, whatever was decided before', async () => {
    await expect(insertDrafts(untouched, customer, [draftOf('create')])).rejects.toThrow(
      'customer.note is written without',
    );
    await expect(updateDraft(untouched, customer, draftOf('update'), 0)).rejects.toThrow(
      'customer.note is written without',
    );
  });

  it('writes what is cleared, and what the server keeps', async () => {
    const draft = draftOf('update');
    draft.clearance.allow('note');
    await expect(updateDraft(untouched, customer, draft, 0)).rejects.toThrow(/^written$/);
    const kept = draftOf('update');
    kept.keep('note', 'y');
    await expect(updateDraft(untouched, customer, kept, 0)).rejects.toThrow(/^written$/);
  });

  it('inserts many rows in statements of few different lengths, in their order', async () => {
    const sent: (readonly SqlValue[])[] = [];
    const runner: SqlRunner = {
      ...untouched,
      dialect: 'mysql',
      run: async (_, params = []) => ({ changes: 0, insertId: sent.push(params) * 10 }),
    };
    const rows = Array.from({ length: 86 }, (_, i): SqlValue[] => [i, `row ${i}`]);
    expect(await insertRows(runner, 'things', ['number', 'name'], rows)).toBe(10);
    expect(sent.map(({ length }) => length / 2)).toEqual([64, 16, 4, 1, 1]);
    expect(sent.flat()).toEqual(rows.flat().map((value) => String(value)));
    sent.length = 0;
    const large = 'x'.repeat(300_000);
    await insertRows(
      runner,
      'things',
      ['number', 'name'],
      rows.slice(0, 6).map(([i]) => [i!, large]),
    );
    expect(sent.map(({ length }) => length / 2)).toEqual([1, 1, 1, 1, 1, 1]);
  });
});
