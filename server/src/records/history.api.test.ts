import { readRecord } from '../query/record';
import type { HistoryPage } from '../query/history';
import type { Selection } from '../query/selection';
import { writingWorld, type World } from './testing/writing-world';
import { readingIn, type WriteContext } from './write-context';

describe('the history that writes leave', () => {
  let world: World;

  beforeAll(async () => {
    world = await writingWorld();
  });
  afterAll(() => world.drop());

  /** What a reader is told of a customer's past: newest first, `field: old -> new`. */
  const past = async (context: WriteContext, id: string): Promise<string[]> => {
    const history = [{ key: 'history', first: 10, after: null, by: null }];
    const selection: Selection = { fields: [], links: [], manys: [], history, access: false };
    const row = await readRecord(readingIn(context, world.database), world.noun('customer'), id, selection);
    const page = row!.reached('history') as HistoryPage;
    return page.entries.map(({ action, changes }) =>
      [action, ...changes.map(({ field, old, new: next }) => `${field}: ${String(old)} -> ${String(next)}`)].join(', '),
    );
  };

  it('shows each reader the fields they may read, and people they may see', async () => {
    const steward = await world.as('steward');
    const rep = world.userId('rep');
    const south = world.userId('south');
    const { id } = await world.create(steward, 'customer', { kind: 'COMPANY', name: 'One', ownerId: rep });
    await world.update(steward, 'customer', id, 1, { ownerId: south, note: 'hush' });
    await world.update(steward, 'customer', id, 2, { nationalId: '110101199001011237' });

    expect(await past(await world.as('director'), id)).toEqual([
      `update, note: null -> hush, owner: ${rep} -> ${south}`,
      'create',
    ]);
    // The ERP reads whose customer it is, but sees no people; free text is hidden from it. So nothing happened.
    expect(await past(world.asErp(), id)).toEqual(['create']);
  });
});
