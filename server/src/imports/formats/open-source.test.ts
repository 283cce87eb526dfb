import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isKnownHeader } from '../map-headers';
import { openSource } from './open-source';
import type { BrokenRow, ReadOptions, SourceFile, SourceRow } from './source';

const folder = mkdtempSync(join(tmpdir(), 'kehu-csv-'));
afterAll(() => rmSync(folder, { recursive: true }));

const write = (content: string | Buffer, name = 'file.csv'): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};

const known = (header: string): boolean => isKnownHeader('customer', header);

interface Read {
  file: SourceFile;
  headers: string[];
  rows: (SourceRow | BrokenRow)[];
}

async function read(content: string | Buffer, options: ReadOptions = {}, name?: string): Promise<Read> {
  const file = await openSource(write(content, name), options, known);
  const rows: (SourceRow | BrokenRow)[] = [];
  for await (const row of file.rows) rows.push(row);
  return { file, headers: file.headers, rows };
}

const fault = (line: number, kind: string): unknown => expect.objectContaining({ line, kind });

describe('openSource on separated values', () => {
  it('gives each row the line it starts on, whatever its cells hold', async () => {
    const content = '\uFEFFname,note\r\nA,"one\r\ntwo\nthree"\r\n\r\nB,x\r\n"C\nD",y\nE,z';
    expect((await read(content)).rows).toEqual([
      { line: 2, cells: ['A', 'one\r\ntwo\nthree'] },
      { line: 6, cells: ['B', 'x'] },
      { line: 7, cells: ['C\nD', 'y'] },
      { line: 9, cells: ['E', 'z'] },
    ]);
  });

  it('takes quotes, quotes in quotes and quotes within plain cells as they come', async () => {
    expect((await read('a,b\n"x, ""y""",6" pipe\n')).rows).toEqual([{ line: 2, cells: ['x, "y"', '6" pipe'] }]);
  });

  it.each([
    ['a;b\n1;2\n', undefined],
    ['a\tb\n1\t2\n', undefined],
    ['sep=|\na|b\n1|2\n', undefined],
    ['a^b\n1^2\n', undefined],
    ['a`b\n1`2\n', undefined],
    ['a#b\n1#2\n', '#'],
    ['a,b\r1,2\r', undefined],
  ])('splits %j', async (content, delimiter) => {
    const { headers, rows } = await read(content, delimiter ? { delimiter } : {});
    expect([headers, ...rows.map((row) => ('fault' in row ? row : row.cells))]).toEqual([
      ['a', 'b'],
      ['1', '2'],
    ]);
  });

  it('is not misled by separators within cells', async () => {
    const { file, rows } = await read('name;address\n"A, B";"x, y, z"\n"C, D";"u, v, w"\n');
    expect(file.settings.delimiter).toBe(';');
    expect(rows[0]).toEqual({ line: 2, cells: ['A, B', 'x, y, z'] });
  });

  it('leaves out rows without content; takes empty last cells only where all rows have them', async () => {
    expect((await read('a,b\n,\n1,2,,\n3,4,,\n  ,\n')).rows).toEqual([
      { line: 3, cells: ['1', '2'] },
      { line: 4, cells: ['3', '4'] },
    ]);
    expect((await read('a,b\n1,2\n3,4\nSmith, John,\n')).rows[2]).toEqual(fault(4, 'cells'));
  });

  it('reports rows that are too short or too long and goes on', async () => {
    expect((await read('a,b\n1\n1,2,3\n4,5\n')).rows).toEqual([
      expect.objectContaining({
        line: 2,
        fault: expect.objectContaining({ en: 'The row has 1 cells, the header 2.' }),
      }),
      expect.objectContaining({
        line: 3,
        fault: expect.objectContaining({ en: 'The row has 3 cells, the header 2.' }),
      }),
      { line: 4, cells: ['4', '5'] },
    ]);
  });

  it('reports a row whose cells have moved, though their number is right', async () => {
    const rows = Array.from({ length: 12 }, (_, i) => `Company ${i},c${i}@example.com,Berlin,10117`).join('\n');
    const { rows: read1 } = await read(`name,email,city,note\n${rows}\nSmith, Ltd,smith@example.com,Berlin\n`);
    expect(read1.slice(-1)).toEqual([fault(14, 'shifted')]);
    expect(read1.filter((row) => 'fault' in row)).toHaveLength(1);
  });

  it('gives up only the row whose quote is never closed', async () => {
    const { rows } = await read('a,b\n1,2\n3,"4\n5,6\n');
    expect(rows).toEqual([{ line: 2, cells: ['1', '2'] }, fault(3, 'unclosed'), { line: 4, cells: ['5', '6'] }]);
  });

  it('reports a quote that is not doubled, and finds its place again', async () => {
    const { rows } = await read('a,b\n1,"Hey, I missed " it"\n3,"4\n5,"6"\n7,8\n');
    expect(rows).toEqual([fault(2, 'quote'), fault(3, 'quote'), { line: 5, cells: ['7', '8'] }]);
  });

  it('finds the header below a preamble and takes no sum for a record', async () => {
    const content = 'Export of our customers\n\nmade,2026-01-01\nname,phone,city\nA,1,X\nB,2,Y\nTotal,,\n';
    const { file, headers, rows } = await read(content);
    expect(headers).toEqual(['name', 'phone', 'city']);
    expect(file.settings.headerRow).toBe(4);
    expect(file.notes[0]!.en).toContain('line 4');
    expect(rows).toEqual([
      { line: 5, cells: ['A', '1', 'X'] },
      { line: 6, cells: ['B', '2', 'Y'] },
      fault(7, 'footer'),
    ]);
  });

  it('says that headers occur twice', async () => {
    expect((await read('name,note,note\nA,1,2\n')).file.notes[0]!.en).toContain('note');
  });

  it('refuses rows with zero bytes and cells without end, and reads on', async () => {
    const { rows } = await read(`a,b\n1,x\0y\n2,${'z'.repeat(10_000_000)}\n3,"${'q'.repeat(2_000_000)}"\n4,d\n`);
    expect(rows).toEqual([fault(2, 'nul'), fault(3, 'tooLong'), fault(4, 'tooLong'), { line: 5, cells: ['4', 'd'] }]);
  });

  it.each([
    ['', /is empty/],
    ['\n\n', /no header row/],
    [' , \n', /no header row/],
    [Buffer.alloc(4000, 'a\0\0\x01'), /binary/],
    [Buffer.from([0xd0, 0xcf, 0x11, 0xe0]), /old Excel/],
    [Buffer.from([0x1f, 0x8b, 8]), /packed/],
    ['<!doctype html><table>', /XML or HTML/],
    ['CREATE TABLE a (b int);\n', /SQL script/],
    ['SET @OLD_CHECKS=@@CHECKS, CHECKS=0;\nUSE shop;\n', /SQL script/],
  ])('refuses %j', async (content, message) => {
    await expect(read(content)).rejects.toThrow(message);
  });

  it('refuses a file that is not there', async () => {
    await expect(openSource(join(folder, 'none.csv'), {}, known)).rejects.toThrow('none.csv: does not exist');
  });
});

/** The same table in encodings that Node can't write, as bytes. */
const gbk = Buffer.from('d0d5c3fb2cb5d8d6b70acdf5cea22cb1b1beacb3afd1f40ac0eec4c82cc9cfbaa30a', 'hex');
const big5 = Buffer.from('a96da6572ca6612ca74fa57d0aa4fda5f52cb178a5402ca5780a', 'hex');
const shiftJis = Buffer.from('96bc914f2c8f5a8f8a0a82bd82c882a92c838a83938353820a0a', 'hex').subarray(0, 22);
const latin1 = Buffer.from('name,city\nM\xfcller,K\xf6ln\nGar\xe7on,Orl\xe9ans\n', 'latin1');

describe('openSource on encodings', () => {
  it.each([
    ['gb18030', gbk],
    ['big5', big5],
    ['shift_jis', shiftJis],
    ['windows-1252', latin1],
  ])('tells %s from its bytes and says so', async (encoding, bytes) => {
    const { file, headers } = await read(bytes);
    expect(file.settings).toMatchObject({ encoding, encodingSure: false });
    expect(file.notes[0]!.en).toContain(encoding.toUpperCase());
    expect(headers).toEqual(new TextDecoder(encoding).decode(bytes).split('\n')[0]!.split(','));
  });

  it.each([
    ['utf-16le', Buffer.from('\uFEFFname,note\nÄ,中\n', 'utf16le')],
    ['utf-16le', Buffer.from('name,note\nÄ,b\n', 'utf16le')],
    ['utf-16be', Buffer.from('\uFEFFname,note\nÄ,中\n', 'utf16le').swap16()],
    ['utf-8', Buffer.from('\uFEFFname,note\nÄ,中\n')],
  ])('reads %s by its mark or its zero bytes', async (encoding, bytes) => {
    const { file, headers, rows } = await read(bytes);
    expect(file.settings).toMatchObject({ encoding, encodingSure: true });
    expect(headers).toEqual(['name', 'note']);
    expect(rows[0]).toMatchObject({ line: 2, cells: ['Ä', expect.any(String)] });
  });

  it('reads what it is told to', async () => {
    expect((await read(gbk, { encoding: 'gb18030' })).headers).toEqual(['姓名', '地址']);
  });

  it('refuses rows whose bytes are damaged, not the file', async () => {
    const good = Array.from({ length: 30 }, (_, i) => `张三${i},北京\n`).join('');
    const { rows } = await read(
      Buffer.concat([Buffer.from(`name,city\n${good}`), Buffer.from([0xe5, 0xbc, 0x2c, 0x61, 0x0a])]),
    );
    expect(rows.filter((row) => 'fault' in row)).toEqual([fault(32, 'undecodable')]);
  });

  it('asks where nothing tells', async () => {
    await expect(read(Buffer.from([0x61, 0x0a, 0xc3, 0x28, 0x81, 0x0a]))).rejects.toThrow(/nothing tells its encoding/);
  });
});

describe('bounds of separated values', () => {
  it('gives the rest of a file up where quotes are opened again and again and never closed', async () => {
    const content = `name,note\nA,x\n${'"open\n'.repeat(20_000)}`;
    const { rows } = await read(content);
    expect(rows[0]).toEqual({ line: 2, cells: ['A', 'x'] });
    expect(rows.length).toBeLessThan(1_000);
    expect(rows.at(-1)).toMatchObject({
      kind: 'unclosed',
      fault: { en: expect.stringContaining('not read beyond') as string },
    });
  });

  it('refuses rows of more cells than spreadsheets have', async () => {
    const { rows } = await read(`name,note\nA,x\nB${','.repeat(20_000)}\nC,y\n`);
    expect(rows).toMatchObject([{ line: 2 }, { line: 3, kind: 'cells' }, { line: 4 }]);
    expect(rows[1]!.cells!.length).toBeLessThanOrEqual(16_384);
  });

  it('leaves empty columns at the end of the table out', async () => {
    const { headers, rows } = await read('name,note,,\nA,x,,\nB,y,,\n');
    expect([headers, rows]).toEqual([
      ['name', 'note'],
      [
        { line: 2, cells: ['A', 'x'] },
        { line: 3, cells: ['B', 'y'] },
      ],
    ]);
  });
});
