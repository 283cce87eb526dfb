import {
  decodeFilter,
  encodeFilter,
  groupCondition,
  isComplete,
  readListState,
  toCondition,
  toWhere,
  writeListState,
  type Filter,
  type FilterField,
  type ListState,
} from './filters';

const fields: FilterField[] = [
  { key: 'name', kind: 'text', path: ['name'] },
  { key: 'tier', kind: 'dictionary', path: ['tier'], dictionary: 'tier' },
  { key: 'status', kind: 'enum', path: ['status'], options: ['ACTIVE', 'LOST'] },
  { key: 'owner', kind: 'user', path: ['owner'] },
  { key: 'amount', kind: 'number', path: ['amount'] },
  { key: 'customer', kind: 'text', path: ['customer', 'name'] },
  { key: 'createdAt', kind: 'date', path: ['createdAt'] },
];
const now = Date.parse('2026-11-22T10:30:00Z');
const condition = (field: string, operator: Filter['operator'], ...values: string[]) =>
  toCondition(
    { field, operator, values },
    fields.find(({ key }) => key === field)!,
    now,
  );

describe('filters in the URL', () => {
  it.each<Filter>([
    { field: 'tier', operator: 'in', values: ['gold', 'platinum'] },
    { field: 'name', operator: 'contains', values: ['张.三~ & Söhne = 100%'] },
    { field: 'name', operator: 'empty', values: [] },
    { field: 'createdAt', operator: 'lastDays', values: ['30'] },
  ])('come back as they went: %o', (filter) => {
    const url = new URLSearchParams([['f', encodeFilter(filter)]]).toString();
    expect(decodeFilter(new URLSearchParams(url).get('f')!, fields)).toEqual(filter);
  });

  it.each(['password.in.x', 'name.in.x', 'tier.drop.x', '', 'name', 'status.contains.a'])(
    'are dropped where they make no sense: %s',
    (text) => {
      expect(decodeFilter(text, fields)).toBeNull();
    },
  );

  it('survive a broken escape', () => {
    expect(decodeFilter('name.contains.%E5%', fields)).toEqual({ field: 'name', operator: 'contains', values: [''] });
  });

  it('carry the whole state of a list and nothing where it is the plain one', () => {
    const state: ListState = {
      tab: 'mine',
      filters: [{ field: 'tier', operator: 'in', values: ['gold'] }],
      sort: { field: 'owner.name', descending: true },
      search: '天津',
      columns: ['name', 'tier'],
      group: '{"stage":{"isNull":true}}',
    };
    expect(readListState(new URLSearchParams(writeListState(state).toString()), fields)).toEqual(state);
    expect(
      writeListState({ tab: 'all', filters: [], sort: null, search: '', columns: null, group: null }).toString(),
    ).toBe('');
  });
});

describe('filters as conditions', () => {
  it('speak the language of the API', () => {
    expect(condition('tier', 'in', 'gold')).toEqual({ tier: { key: { in: ['gold'] } } });
    expect(condition('status', 'notIn', 'LOST')).toEqual({ status: { notIn: ['LOST'] } });
    expect(condition('owner', 'in', 'u1')).toEqual({ owner: { id: { in: ['u1'] } } });
    expect(condition('owner', 'empty')).toEqual({ owner: { isNull: true } });
    expect(condition('tier', 'notEmpty')).toEqual({ tier: { isNull: false } });
    expect(condition('customer', 'contains', 'Li')).toEqual({ customer: { name: { contains: 'Li' } } });
    expect(condition('amount', 'gte', '100.50')).toEqual({ amount: { gte: '100.50' } });
  });

  it('move with the clock where they count days, and stay the same within a day', () => {
    expect(condition('createdAt', 'lastDays', '7')).toEqual({ createdAt: { gte: '2026-11-15T00:00:00.000Z' } });
    expect(condition('createdAt', 'beforeDays', '0')).toEqual({ createdAt: { lt: '2026-11-22T00:00:00.000Z' } });
  });

  it('take a whole last day in', () => {
    const upTo = condition('createdAt', 'lte', '2026-01-31') as { createdAt: { lt: string } };
    expect(Date.parse(upTo.createdAt.lt)).toBe(new Date(2026, 1, 1).getTime());
  });

  it('leave out what is half made or no number', () => {
    expect(condition('name', 'contains', ' ')).toBeNull();
    expect(condition('amount', 'gte', '1e9')).toBeNull();
    expect(condition('createdAt', 'gte', 'soon')).toBeNull();
    expect(isComplete({ field: 'name', operator: 'empty', values: [] })).toBe(true);
    expect(isComplete({ field: 'name', operator: 'contains', values: [] })).toBe(false);
  });

  it('are joined with and, with what the tab adds first', () => {
    expect(toWhere([], fields, now)).toBeUndefined();
    const tier: Filter = { field: 'tier', operator: 'in', values: ['gold'] };
    expect(toWhere([tier], fields, now)).toEqual({ tier: { key: { in: ['gold'] } } });
    expect(toWhere([tier], fields, now, [{ status: { eq: 'ACTIVE' } }])).toEqual({
      and: [{ status: { eq: 'ACTIVE' } }, { tier: { key: { in: ['gold'] } } }],
    });
  });
});

it('takes the filter of a group as it comes, and nonsense for none', () => {
  expect(groupCondition('{"owner":{"name":{"isNull":true}}}')).toEqual([{ owner: { name: { isNull: true } } }]);
  for (const none of [null, '', '{', '[1]', 'null', '7']) expect(groupCondition(none)).toEqual([]);
});
