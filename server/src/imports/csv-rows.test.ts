import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openCsv, type BrokenRow, type CsvOptions, type CsvRow } from './csv-rows';

const folder = mkdtempSync(join(tmpdir(), 'kehu-csv-'));
afterAll(() => rmSync(folder, { recursive: true }));

const write = (content: string | Buffer): string => {
  const path = join(folder, 'file.csv');
  writeFileSync(path, content);
  return path;
};

async function read(
  content: string | Buffer,
  options?: CsvOptions,
): Promise<{ headers: string[]; rows: (CsvRow | BrokenRow)[] }> {
  const file = await openCsv(write(content), options);
  const rows: (CsvRow | BrokenRow)[] = [];
  for await (const row of file.rows) rows.push(row);
  return { headers: file.headers, rows };
}

describe('openCsv', () => {
  it('gives each row the line it starts on, whatever its cells hold', async () => {
    const content = '\uFEFFname,note\r\nA,"one\r\ntwo\nthree"\r\n\r\nB,x\r\n"C\nD",y\nE,z';
    expect((await read(content)).rows).toEqual([
      { line: 2, cells: ['A', 'one\r\ntwo\nthree'] },
      { line: 6, cells: ['B', 'x'] },
      { line: 7, cells: ['C\nD', 'y'] },
      { line: 9, cells: ['E', 'z'] },
    ]);
  });

  it('takes quotes, quotes in quotes and stray quotes as they come', async () => {
    expect((await read('a,b\n"x, ""y""",6" pipe\n')).rows).toEqual([{ line: 2, cells: ['x, "y"', '6" pipe'] }]);
  });

  it.each([
    ['a;b\n1;2\n', undefined],
    ['a\tb\n1\t2\n', undefined],
    ['sep=|\na|b\n1|2\n', undefined],
    ['a^b\n1^2\n', undefined],
    ['a#b\n1#2\n', '#'],
  ])('splits %j', async (content, delimiter) => {
    const { headers, rows } = await read(content, delimiter ? { delimiter } : {});
    expect([headers, ...rows.map((row) => ('cells' in row ? row.cells : row))]).toEqual([
      ['a', 'b'],
      ['1', '2'],
    ]);
  });

  it('leaves out rows without content and empty cells behind the last column', async () => {
    expect((await read('a,b\n,\n1,2,,\n  ,\n')).rows).toEqual([{ line: 3, cells: ['1', '2'] }]);
  });

  it('reports rows that are too short or too long and goes on', async () => {
    expect((await read('a,b\n1\n1,2,3\n4,5\n')).rows).toEqual([
      { line: 2, fault: expect.objectContaining({ en: 'The row has 1 cells, the header 2.' }) },
      { line: 3, fault: expect.objectContaining({ en: 'The row has 3 cells, the header 2.' }) },
      { line: 4, cells: ['4', '5'] },
    ]);
  });

  it('says where a quote was never closed', async () => {
    const { rows } = await read('a,b\n1,2\n3,"4\n5,6\n');
    expect(rows).toEqual([
      { line: 2, cells: ['1', '2'] },
      { line: 3, fault: expect.objectContaining({ en: expect.stringContaining('never closed') }) },
    ]);
  });

  it('reads other encodings when told', async () => {
    const gbk = Buffer.from([0xd0, 0xd5, 0xc3, 0xfb, 0x0a, 0xcd, 0xf5, 0x0a]); // 姓名, 王
    await expect(read(gbk)).rejects.toThrow(/file\.csv: is not UTF-8 text \(near line 1\).*gb18030/);
    expect(await read(gbk, { encoding: 'gb18030' })).toEqual({ headers: ['姓名'], rows: [{ line: 2, cells: ['王'] }] });
  });

  it.each([
    ['', /is empty/],
    ['\n\n', /no header row/],
    [' , \n1,2\n', /no header row/],
    [Buffer.from('a,b\n1,\0\n'), /binary/],
    [Buffer.from([0x50, 0x4b, 3, 4, 1]), /workbook/],
    [Buffer.from([0xff, 0xfe, 0x61, 0]), /UTF-16/],
    [Buffer.from([0x61, 0x0a, 0xc3]), /is not UTF-8/],
  ])('refuses %j', async (content, message) => {
    await expect(openCsv(write(content))).rejects.toThrow(message);
  });

  it('refuses a file that is not there', async () => {
    await expect(openCsv(join(folder, 'none.csv'))).rejects.toThrow('none.csv: does not exist');
  });
});
