import type { SqlRunner } from '../database/database';
import { NounRegistry } from '../model/registry';
import { nounDefinitions } from '../nouns';
import { Draft } from './draft';
import { parseInput } from './input';
import { insertDrafts, updateDraft } from './save';

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
});
