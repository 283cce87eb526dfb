import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isKnownHeader } from '../map-headers';
import { workbookOf, zipOf } from '../testing/zip';
import { numberText } from './open-xlsx';
import { openSource } from './open-source';
import type { BrokenRow, ReadOptions, SourceFile, SourceRow } from './source';

const folder = mkdtempSync(join(tmpdir(), 'kehu-formats-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function read(
  name: string,
  content: string | Buffer,
  options: ReadOptions = {},
): Promise<{ file: SourceFile; rows: (SourceRow | BrokenRow)[]; records: Record<string, string>[] }> {
  const path = join(folder, name);
  writeFileSync(path, content);
  const file = await openSource(path, options, (header) => isKnownHeader('customer', header));
  const rows: (SourceRow | BrokenRow)[] = [];
  for await (const row of file.rows) rows.push(row);
  const records = rows.map((row) =>
    Object.fromEntries(file.headers.flatMap((header, i) => (row.cells?.[i] ? [[header, row.cells[i]]] : []))),
  );
  return { file, rows, records };
}

describe('workbooks', () => {
  const rows =
    '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="inlineStr"><is><t>credit</t></is></c></row>' +
    '<row r="2"><c r="A2" t="s"><v>2</v></c><c r="C2"><v>0.30000000000000004</v></c></row>' +
    '<row r="4"><c r="A4" t="str"><f>A2</f><v>B&amp;C</v></c><c r="B4" s="1"><v>45658</v></c><c r="C4" t="e"><v>#N/A</v></c></row>';
  const book = workbookOf({ Hidden: '', People: rows, Other: '' }, ['name', 'birthday', '张三_x000A_x']);

  it('reads the first visible sheet: shared and own texts, numbers, dates, gaps', async () => {
    const { file, rows: found } = await read('a.xlsx', book);
    expect(file.headers).toEqual(['name', 'birthday', 'credit']);
    expect(file.settings).toMatchObject({ format: 'xlsx', sheet: 'People', sheets: ['People', 'Other'], headerRow: 1 });
    expect(found).toEqual([
      { line: 2, cells: ['张三\nx', '', '0.3'] },
      expect.objectContaining({ line: 4, kind: 'formula', cells: ['B&C', '2025-01-01', '#N/A'] }),
    ]);
  });

  it('names the sheets where the wanted one is not there', async () => {
    await expect(read('a.xlsx', book, { sheet: 'Nobody' })).rejects.toThrow(
      /no sheet "Nobody"; its sheets are: Hidden, People/,
    );
  });

  it.each([
    ['13800138000', false, '13800138000'],
    ['1.3800138E10', false, '13800138000'],
    ['1E-7', false, '0.0000001'],
    ['0.1', false, '0.1'],
    ['45658.5', true, '2025-01-01 12:00:00'],
    ['59', true, '1900-02-28'],
    ['61', true, '1900-03-01'],
  ])('shows %s as a sheet does', (value, isDate, text) => {
    expect(numberText(value, isDate, false)).toBe(text);
  });

  it.each([
    [
      'one that unpacks without end',
      zipOf({ 'xl/workbook.xml': Buffer.alloc(40_000_000, 'a') }),
      /unpacks to far more/,
    ],
    ['an archive', zipOf({ 'a.csv': 'name\nA\n' }), /archive, not a workbook/],
    ['half a file', workbookOf({ A: '' }).subarray(0, 300), /damaged/],
    ['broken XML', zipOf({ 'xl/workbook.xml': '<workbook><' }), /damaged/],
  ])('refuses %s', async (_, content, message) => {
    await expect(read('b.xlsx', content)).rejects.toThrow(message);
  });
});

describe('vCards', () => {
  it('reads version 2.1 with its charsets, quoted-printable and old types', async () => {
    const card = Buffer.from(
      'BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=E5=BC=A0;=E4=\r\n=B8=89;;;\r\n' +
        'TEL;CELL;PREF:138 0013 8000\r\nTEL;WORK;FAX:010-1\r\nEMAIL;INTERNET:a@b.c\r\nPHOTO;ENCODING=BASE64;JPEG:AAAA\r\n AAAA\r\n\r\nEND:VCARD\r\n',
    );
    const { records, file } = await read('a.vcf', card);
    expect(file.settings.format).toBe('vcard');
    expect(records).toEqual([
      {
        kind: 'PERSON',
        lastName: '张',
        firstName: '三',
        phones: 'mobile: 138 0013 8000; fax: 010-1',
        emails: 'a@b.c',
      },
    ]);
  });

  it('reads versions 3.0 and 4.0: folding, escapes, groups, preferences, addresses beyond the first', async () => {
    const cards =
      'BEGIN:VCARD\nVERSION:3.0\nFN:Ann\\, Lee\nN:Lee;Ann;M;;\nORG:Acme\\; Inc.;Sales\nNOTE:one\\ntw\n o\n' +
      'item1.EMAIL;type=HOME:x@y.z\nADR;TYPE=WORK:;;1 Road\\, East;Town;;123;UK\nADR:;;2 Road;City;;;\nBDAY:1980-02-03T00:00:00Z\nEND:VCARD\n' +
      'begin:vcard\nVERSION:4.0\nKIND:org\nFN:Acme\nUID:urn:uuid:7\nTEL;VALUE=uri;PREF=2:tel:+1-2\nTEL;PREF=1;TYPE="voice,home":+3\nBDAY:--0203\nEND:VCARD';
    expect((await read('b.vcf', cards)).records).toEqual([
      {
        kind: 'PERSON',
        fullName: 'Ann, Lee',
        firstName: 'Ann M',
        lastName: 'Lee',
        company: 'Acme; Inc., Sales',
        note: 'one\ntwo',
        emails: 'private: x@y.z',
        otherAddresses: '[{"line":"2 Road","city":"City"}]',
        'address.line': '1 Road, East',
        'address.city': 'Town',
        'address.postalCode': '123',
        'address.country': 'UK',
        birthDate: '1980-02-03',
      },
      { kind: 'COMPANY', externalId: '7', fullName: 'Acme', company: 'Acme', phones: 'home: +3; +1-2' },
    ]);
  });

  it('reports a card that is cut off', async () => {
    const { rows } = await read('c.vcf', 'BEGIN:VCARD\nFN:A\nEND:VCARD\nBEGIN:VCARD\nFN:B\n');
    expect(rows[1]).toMatchObject({ line: 4, kind: 'structure' });
  });
});

describe('JSON', () => {
  it('reads lines whose keys differ, and reports those that are no objects', async () => {
    const { file, rows } = await read(
      'a.jsonl',
      '{"name":"A","phones":[{"number":"1"},{"number":"2"}]}\n[1]\n\n{"address":{"city":"X"}}\n',
    );
    expect(file.headers).toEqual(['name', 'phones', 'address.city']);
    expect(rows).toEqual([
      { line: 1, cells: ['A', '1; 2', ''] },
      expect.objectContaining({ line: 2, kind: 'structure' }),
      { line: 4, cells: ['', '', 'X'] },
    ]);
  });

  it('reads trees of records', async () => {
    const { records } = await read(
      'a.json',
      '{"records":[{"attributes":{"type":"Account","referenceId":"R1"},"Name":"A"}]}',
    );
    expect(records).toEqual([{ referenceId: 'R1', Name: 'A' }]);
  });

  it.each([['{"a":1}'], ['[1,2]'], ['[[1]]'], ['{'], ['[]']])('refuses %s', async (content) => {
    await expect(read('b.json', content)).rejects.toThrow(/holds no list of objects|is no JSON/);
  });
});

describe('bounds', () => {
  const faults = (rows: readonly (SourceRow | BrokenRow)[]): unknown[] =>
    rows.map((row) => ('fault' in row ? row.fault.en : row.cells));
  const nested = (levels: number): unknown => (levels === 0 ? 'x' : { k: nested(levels - 1) });

  it('refuses records that would be laid out without end, and takes the others', async () => {
    const wide = Object.fromEntries(Array.from({ length: 2_001 }, (_, i) => [`k${i}`, 1]));
    const records = [{ name: 'A' }, nested(22), { name: 'B', ['long'.repeat(30)]: { ['key'.repeat(30)]: 1 } }, wide];
    const told = [
      ['A'],
      'The record is nested more than 20 levels deep.',
      'The record has keys that make a name of more than 200 characters.',
      'The record holds more than 2000 values.',
    ];
    expect(faults((await read('deep.json', JSON.stringify(records))).rows)).toEqual(told);
    const lines = records.map((record) => JSON.stringify(record)).join('\n');
    expect(faults((await read('deep.jsonl', lines)).rows)).toEqual(told);
  });

  it('says where it leaves keys out', async () => {
    const line = (from: number): string =>
      JSON.stringify({
        name: 'A',
        ...Object.fromEntries(Array.from({ length: 1_500 }, (_, i) => [`k${from + i}`, 1])),
      });
    const { file } = await read('keys.jsonl', `${line(0)}\n${line(1_500)}\n`);
    expect(file.headers).toHaveLength(2_000);
    expect(file.notes.map(({ en }) => en)).toEqual([expect.stringContaining('more than 2,000 different keys')]);
  });

  it('refuses cards of more properties, and properties of more parameters, than cards have', async () => {
    const card = (name: string, ...lines: string[]): string =>
      `BEGIN:VCARD\nVERSION:3.0\nFN:${name}\n${lines.join('\n')}\nEND:VCARD\n`;
    const { rows, records } = await read(
      'many.vcf',
      card('A', ...Array.from({ length: 2_000 }, () => 'TEL:1')) +
        card('B', `TEL${';TYPE=x'.repeat(101)}:138 0013 8000`, 'TEL:139'),
    );
    expect(faults(rows)[0]).toBe('The card holds more than 2,000 properties.');
    expect(records[1]).toMatchObject({ fullName: 'B', phones: '139' });
  });

  it('keeps lines of cards whole, and their ends, wherever a file is cut in reading', async () => {
    const filler = `X-FILL:${'x'.repeat(131_072 - 'BEGIN:VCARD\r\nX-FILL:'.length - 1)}`;
    const { records } = await read('cut.vcf', `BEGIN:VCARD\r\n${filler}\r\nFN:Cut\r\nEND:VCARD\r\n`);
    expect(records).toMatchObject([{ fullName: 'Cut' }]);
    const huge = `BEGIN:VCARD\nNOTE:${'y'.repeat(3_000_000)}\nEND:VCARD\nBEGIN:VCARD\nFN:Next\nEND:VCARD\n`;
    const { rows } = await read('huge.vcf', huge);
    expect(rows.map((row) => ('kind' in row ? [row.line, row.kind] : row.line))).toEqual([[1, 'tooLong'], 4]);
  });

  it('counts the rows of a sheet itself where their numbers are none', async () => {
    const row = (number: string, text: string): string => `<row r="${number}"><c t="str"><v>${text}</v></c></row>`;
    const book = workbookOf({ One: row('1', 'name') + row('1e99', 'A') + row('-5', 'B') + row('9', 'C') });
    expect((await read('lines.xlsx', book)).rows).toEqual([
      { line: 2, cells: ['A'] },
      { line: 3, cells: ['B'] },
      { line: 9, cells: ['C'] },
    ]);
  });

  it('refuses rows that name one long text over and over', async () => {
    const cells = Array.from({ length: 20 }, () => '<c t="s"><v>1</v></c>').join('');
    const book = workbookOf({ One: `<row><c t="s"><v>0</v></c></row><row>${cells}</row>` }, [
      'name',
      'z'.repeat(500_000),
    ]);
    const { rows } = await read('long.xlsx', book);
    expect(rows).toMatchObject([
      { line: 2, kind: 'tooLong', fault: { en: 'The row is longer than 8,000,000 characters.' } },
    ]);
  });

  it('does not open workbooks of more entries, styles or levels than workbooks have', async () => {
    const styles = `<styleSheet><cellXfs>${'<xf/>'.repeat(70_000)}</cellXfs></styleSheet>`;
    const sheet = { 'xl/worksheets/sheet1.xml': '<worksheet/>' };
    const book = { 'xl/workbook.xml': '<workbook><sheets><sheet name="A"/></sheets></workbook>', ...sheet };
    await expect(read('styles.xlsx', zipOf({ ...book, 'xl/styles.xml': styles }))).rejects.toThrow('more text, styles');
    const deep = `<workbook>${'<a>'.repeat(300)}${'</a>'.repeat(300)}<sheets><sheet name="A"/></sheets></workbook>`;
    await expect(read('levels.xlsx', zipOf({ ...book, 'xl/workbook.xml': deep }))).rejects.toThrow('damaged workbook');
    const many = zipOf({ ...book, ...Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`p${i}`, ''])) });
    await expect(read('entries.xlsx', many)).rejects.toThrow('far more than a table');
  });
});
