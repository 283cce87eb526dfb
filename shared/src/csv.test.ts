import fc from 'fast-check';
import { csvCell, csvLine, unprotectCell } from './csv';

describe('csvCell', () => {
  it.each([
    ['=1+1', "'=1+1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['-2+3', "'-2+3"],
    ['＝cmd', "'＝cmd"],
    ["'=1", "''=1"],
    ['\t=1', `"'\t=1"`],
    [' =1', "' =1"],
    ['\u3000@x', "'\u3000@x"],
    ['-12.50', '-12.50'],
    ['+8613800138000', '+8613800138000'],
    ["O'Neil", "O'Neil"],
    ['a,b', '"a,b"'],
    ['say "hi"', '"say ""hi"""'],
    ['two\nlines', '"two\nlines"'],
    [' x', '" x"'],
  ])('%j is written %s', (text, cell) => expect(csvCell(text)).toBe(cell));

  it('writes nothing for null', () => expect(csvLine(['a', null, 0, false, undefined])).toBe('a,,0,false,'));

  it('can be undone', () => {
    const cell = fc.string({ unit: fc.constantFrom("'", '=', '+', '-', '1', '.', 'a', '"', ',', '\n', ' ') });
    fc.assert(
      fc.property(cell, (text) => {
        const written = csvCell(text);
        const read = written.startsWith('"') ? written.slice(1, -1).replace(/""/g, '"') : written;
        expect(unprotectCell(read)).toBe(text);
      }),
    );
  });
});
