import { columnsOf, csvCell, flatten, rowsOf, toCsv } from './csv';

describe('csv', () => {
  it.each(['=1+1', '+SUM(A1)', '-2+3', '@cmd', '\t=1', '\r=1', ' =1', "=cmd|' /C calc'!A0"])(
    'never hands a formula to a spreadsheet: %j',
    (text) => {
      expect(csvCell(text).replace(/^"/, '')).toMatch(/^'/);
    },
  );

  it('keeps numbers numbers, negative ones too', () => {
    expect([csvCell('-12.50'), csvCell(-3), csvCell('10005534')]).toEqual(['-12.50', '-3', '10005534']);
  });

  it('quotes what would break a row', () => {
    expect(csvCell('a "b", c')).toBe('"a ""b"", c"');
    expect(csvCell('two\nlines')).toBe('"two\nlines"');
    expect(csvCell(null)).toBe('');
  });

  it('writes a mark, a header and CRLF', () => {
    expect(
      toCsv([
        { a: 1, b: 'x' },
        { a: null, c: '张三' },
      ]),
    ).toBe('\ufeffa,b,c\r\n1,x,\r\n,,张三\r\n');
  });

  it('guards headers as well: an alias is the analyst’s own text, but a field name may come from data', () => {
    expect(toCsv([{ '=x': 1 }])).toBe("\ufeff'=x\r\n1\r\n");
  });
});

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
