import { columnsOf, flatten, rowsOf } from './csv';

describe('rows of an answer', () => {
  it('are flattened by path, without __typename', () => {
    expect(
      flatten({
        __typename: 'X',
        key: { owner: { name: 'A', __typename: 'User' } },
        tags: ['a', 'b'],
        phones: [{ number: '1' }],
      }),
    ).toEqual({
      'key.owner.name': 'A',
      tags: 'a; b',
      'phones.1.number': '1',
    });
  });

  it('come from nodes, from edges, from a plain list or from the object itself', () => {
    expect(rowsOf({ customers: { nodes: [{ id: 1 }], pageInfo: {} } })).toEqual([{ id: 1 }]);
    expect(rowsOf({ customers: { edges: [{ cursor: 'c', node: { id: 2 } }] } })).toEqual([{ id: 2 }]);
    expect(rowsOf({ dictionary: [{ key: 'a' }] })).toEqual([{ key: 'a' }]);
    expect(rowsOf({ me: { name: 'A' } })).toEqual([{ 'me.name': 'A' }]);
    expect(rowsOf({ customers: { nodes: [] } })).toEqual([]);
    expect(rowsOf(null)).toEqual([]);
  });

  it('keep the columns in the order they first appear', () => {
    expect(columnsOf([{ b: 1 }, { a: 1, b: 2 }])).toEqual(['b', 'a']);
  });
});
