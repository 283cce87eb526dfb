import { readDate, readDateTime } from './read-date';
import { readPhones, readValue, tidyName, type ReadContext } from './read-value';
import type { ColumnType, ImportColumn } from './import-column';
import { customerColumns } from './customer-columns';

const context: ReadContext = {
  dictionaries: new Map([['industry', [{ key: 'technology', en: 'Technology', zh: '科技' }]]]),
};
const read = (type: ColumnType, cell: string): unknown => readValue({ field: 'x', type, aliases: [] }, cell, context);
const called = (field: string): ImportColumn => customerColumns.find((column) => column.field === field)!;

describe('readValue', () => {
  it.each([
    ['1,234.50', '1234.5'],
    ['1.234,50', '1234.5'],
    ['1 234,50', '1234.5'],
    ["1'234.50", '1234.5'],
    ['1,234', '1234'],
    ['12,5', '12.5'],
    ['￥１２．５０', '12.5'],
    ['US$ 99', '99'],
    ['¥1,000,000.0001', '1000000.0001'],
    ['100 元', '100'],
    ['(12.00)', '-12'],
    ['-$5', '-5'],
  ])('reads the amount %s', (cell, value) => expect(read('decimal', cell)).toBe(value));

  it.each([
    ['twelve', 'not a number'],
    ['1,23,4', 'not a number'],
    ['1.23456', 'more than 4 decimals'],
    ['1e5', 'not a number'],
    ['999999999999', 'too large'],
  ])('refuses the amount %s', (cell, reason) => expect(() => read('decimal', cell)).toThrow(reason));

  it('reads shares, percentages and yes or no', () => {
    expect([read('share', '15%'), read('share', '0.15'), read('share', '12.5 %')]).toEqual(['0.15', '0.15', '0.125']);
    expect([read('percent', '40%'), read('percent', '100')]).toEqual([40, 100]);
    expect(() => read('percent', '101')).toThrow('0 to 100');
    expect([read('boolean', 'Yes'), read('boolean', '否'), read('notBoolean', '1')]).toEqual([true, false, false]);
    expect(() => read('boolean', 'maybe')).toThrow('neither yes nor no');
  });

  it('finds choices and dictionary entries by key or name in either language', () => {
    expect([readValue(called('kind'), '企业', context), readValue(called('status'), 'At risk', context)]).toEqual([
      'COMPANY',
      'AT_RISK',
    ]);
    const industry = called('industry');
    expect(['technology', 'TECHNOLOGY', ' 科技 '].map((cell) => readValue(industry, cell, context))).toEqual(
      Array(3).fill('technology'),
    );
    expect(() => readValue(industry, 'technolgy', context)).toThrow(
      'There is no industry "technolgy"; did you mean technology?',
    );
    expect(() => readValue(industry, 'fishing', context)).toThrow('There is no industry "fishing".');
  });

  it('reads countries, currencies and lists', () => {
    expect(['Germany', '德国', 'de', 'UK'].map((cell) => read('country', cell))).toEqual(['DE', 'DE', 'DE', 'GB']);
    expect(() => read('country', 'Philipines')).toThrow('no country');
    expect(['RMB', 'usd', '￥'].map((cell) => read('currency', cell))).toEqual(['CNY', 'USD', 'CNY']);
    expect(read('tags', '* friends ::: VIP；批发')).toEqual(['friends', 'VIP', '批发']);
    expect(read('email', 'a@b.example; c@d.example')).toEqual(['a@b.example', 'c@d.example']);
    expect(() => read('email', 'a at b')).toThrow('no e-mail address');
  });

  it('reads phones of the country of the row', () => {
    expect(readPhones('13800138000; 010-65529988', undefined, false)).toEqual([
      { number: '13800138000', kind: null },
      { number: '010-65529988', kind: null },
    ]);
    expect(readPhones('work: 010-65529988', undefined, false)).toEqual([{ number: '010-65529988', kind: 'work' }]);
    expect(readPhones('(503) 555-7555', 'US', true)).toEqual([{ number: '(503) 555-7555', kind: null }]);
    expect(readPhones('(503) 555-7555', 'US', false)).toEqual([{ number: '+15035557555', kind: null }]);
    expect(() => readPhones('ask Bob', 'US', true)).toThrow('no phone number');
  });
});

describe('readDate', () => {
  it.each([
    '2025-03-04',
    '2025/3/4',
    '2025.3.4',
    '20250304',
    '2025年3月4日',
    '２０２５－０３－０４',
    '04.03.2025',
    '4 Mar 2025',
    '4-Mar-2025',
    'March 4, 2025',
  ])('reads %s', (cell) => expect(readDate(cell)).toBe('2025-03-04'));

  it('asks which of day and month comes first only where it matters', () => {
    expect([readDate('31/03/2025'), readDate('03/31/2025'), readDate('3/3/2025')]).toEqual([
      '2025-03-31',
      '2025-03-31',
      '2025-03-03',
    ]);
    expect([readDate('03/04/2025', 'dmy'), readDate('03/04/2025', 'mdy')]).toEqual(['2025-04-03', '2025-03-04']);
    expect(() => readDate('03/04/2025')).toThrow('two different days');
  });

  it.each(['2025-02-30', '2025-13-01', 'yesterday', '45631', '0000-01-01', '31/31/2025'])('refuses %s', (cell) =>
    expect(() => readDate(cell)).toThrow('no date'),
  );

  it.each([
    ['2025-03-04', '2025-03-04T12:00:00.000Z'],
    ['2025-03-04 08:30', '2025-03-04T08:30:00.000Z'],
    ['2025-03-04T08:30:15.25+08:00', '2025-03-04T00:30:15.250Z'],
    ['2025-03-04T08:30:15+0800', '2025-03-04T00:30:15.000Z'],
    ['31/03/2025 1:05 PM', '2025-03-31T13:05:00.000Z'],
  ])('reads the moment %s', (cell, moment) => expect(readDateTime(cell)).toBe(moment));

  it('refuses impossible times', () => expect(() => readDateTime('2025-03-04 25:00')).toThrow('no date'));
});

it.each([
  ["ANNA O'NEIL", "Anna O'Neil"],
  ['jean-luc', 'Jean-Luc'],
  ['McDonald', 'McDonald'],
  ['张三', '张三'],
])('writes %s as a name is written', (text, name) => {
  expect(tidyName(text)).toBe(name);
});

describe('long cells', () => {
  const spaces = (length: number): string => `a${' '.repeat(length)}b`;

  it.each([
    ['text', 32_767],
    ['tags', 32_767],
    ['email', 32_767],
    ['phone', 32_767],
    ['dictionary', 1_000],
    ['decimal', 200],
    ['share', 200],
    ['percent', 200],
    ['dateTime', 200],
    ['country', 200],
  ] as const)('are refused before they are looked through: %s of more than %s', (type, most) => {
    expect(() => read(type, spaces(1_000_000 - 2))).toThrow(`holds 1000000 characters; ${most} is the most`);
  });

  it('may be notes', () => expect(read('longText', spaces(900_000))).toHaveLength(900_002));

  it('are read in lines, lists and with signs as short ones are', () => {
    expect(read('text', 'a \r\n \n b  c')).toBe('a b  c');
    expect(readValue(called('address.line'), ' Road 1 \n Hall 2 ', context)).toBe('Road 1, Hall 2');
    expect(read('tags', 'a ::: b ;* c、 , d')).toEqual(['a', 'b', 'c', 'd']);
    expect([read('decimal', 'USD  5'), read('decimal', '5  EUR'), read('percent', '5 %')]).toEqual(['5', '5', 5]);
    expect(() => read('percent', '%')).toThrow('0 to 100');
    expect(readPhones(' 138 0013 8000  /  139 0013 9000 ', undefined, true)).toHaveLength(2);
    expect(() => readPhones(`138 0013 8000 ${'1'.repeat(300)}`, undefined, true)).toThrow('no phone number');
  });
});

it('leaves cells of a code table that the importer knows nothing of as they are', () => {
  const column: ImportColumn = { field: 'tier', type: 'dictionary', aliases: [], dictionary: 'tier' };
  expect([readValue(column, 'gold', context), readValue(column, 'no such', context)]).toEqual(['gold', 'no such']);
});
