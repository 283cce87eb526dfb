import type { SqlRunner } from '../database/database';
import { KehuError } from '../errors/errors';
import { NounRegistry } from '../model/registry';
import { nounDefinitions } from '../nouns';
import type { Draft } from './draft';
import { checkFurtherIds } from './further-ids';
import type { WriteContext } from './write-context';

const customer = new NounRegistry(nounDefinitions).get('customer');
const limited = new KehuError('RATE_LIMITED', { en: 'Too many.', zh: '过多。' });

/** Somebody who met too many taken ids, and a database that must not be asked. */
const check = (others: readonly { source: string; id: string }[]): Promise<void> => {
  const context = {
    checkCodeGuesses: () => {
      throw limited;
    },
  } as unknown as WriteContext;
  const tx = { rows: () => Promise.reject(new Error('asked')) } as unknown as SqlRunner;
  const draft = { externalId: { source: 'own', id: '1', path: 'externalId', others } } as unknown as Draft;
  return checkFurtherIds(context, tx, customer, [draft]);
};

test('tells whoever met too many taken ids nothing of further ones', async () => {
  await expect(check([{ source: 'legacy', id: 'A-1' }])).rejects.toBe(limited);
});

test('does not stand in the way of those who give none', async () => {
  await expect(check([])).resolves.toBeUndefined();
});
