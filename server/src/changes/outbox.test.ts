import type { ViewChange } from './event';
import { Outbox, TooSlow } from './outbox';

const change = (kind: ViewChange['kind'], id: string, first = false): ViewChange => ({ kind, id, row: null, first });

const left = async (changes: readonly ViewChange[]): Promise<[string, string][]> => {
  const box = new Outbox<null>(10, () => undefined);
  for (const one of changes) box.put(one, null);
  const found: [string, string][] = [];
  while (box.size > 0) {
    const { value } = await box.next();
    found.push([value.change.kind, value.change.id]);
  }
  return found;
};

describe('news that wait', () => {
  it.each<[string, ViewChange[], [string, string][]]>([
    [
      'keep their order',
      [change('UPDATED', 'b'), change('UPDATED', 'a')],
      [
        ['UPDATED', 'b'],
        ['UPDATED', 'a'],
      ],
    ],
    ['of one record are one', [change('UPDATED', 'a'), change('UPDATED', 'a')], [['UPDATED', 'a']]],
    ['stay a creation', [change('CREATED', 'a', true), change('UPDATED', 'a')], [['CREATED', 'a']]],
    ['never told of and gone are none', [change('CREATED', 'a', true), change('REMOVED', 'a')], []],
    [
      'changed, never told of and gone are none',
      [change('UPDATED', 'a', true), change('UPDATED', 'a'), change('REMOVED', 'a')],
      [],
    ],
    ['told of before and gone are a removal', [change('UPDATED', 'a'), change('REMOVED', 'a')], [['REMOVED', 'a']]],
    ['gone and back are an update', [change('REMOVED', 'a'), change('CREATED', 'a', true)], [['UPDATED', 'a']]],
    [
      'gone, back and gone are a removal',
      [change('REMOVED', 'a'), change('CREATED', 'a', true), change('REMOVED', 'a')],
      [['REMOVED', 'a']],
    ],
  ])('%s', async (_, changes, wanted) => {
    expect(await left(changes)).toEqual(wanted);
  });
});

describe('a reader', () => {
  it('waits for what comes, and ends with the box', async () => {
    let ends = 0;
    const box = new Outbox<string>(10, () => ends++);
    const next = box.next();
    box.put(change('UPDATED', 'a'), 'seen');
    expect(await next).toMatchObject({ value: { change: { id: 'a' }, context: 'seen' } });
    const last = box.next();
    await box.return();
    expect(await last).toEqual({ done: true, value: undefined });
    box.put(change('UPDATED', 'b'), 'late');
    expect([await box.next(), ends]).toEqual([{ done: true, value: undefined }, 1]);
  });

  it('gets what waits before it is told why the box ended', async () => {
    const box = new Outbox<null>(10, () => undefined);
    box.put(change('UPDATED', 'a'), null);
    box.end(new Error('forbidden now'));
    expect((await box.next()).done).toBe(false);
    await expect(box.next()).rejects.toThrow('forbidden now');
    expect((await box.next()).done).toBe(true);
  });

  it('that is too slow is let go', () => {
    const box = new Outbox<null>(2, () => undefined);
    for (const id of ['a', 'b', 'a', 'b']) box.put(change('UPDATED', id), null);
    expect(() => box.put(change('UPDATED', 'c'), null)).toThrow(TooSlow);
  });
});
