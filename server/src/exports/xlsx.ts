import { protectCell } from '@kehu/shared';
import { Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import { badInput } from '../errors/errors';

/** A column of a sheet. */
export interface SheetColumn {
  header: string;
  /** Its texts are decimals, to be reckoned with. */
  numeric: boolean;
}

export type SheetCell = string | number | boolean | null;

/** What a sheet holds at most, by its format. */
const mostRows = 1_048_576;
const mostText = 32_767;
const rowsAtOnce = 200;

// Characters that XML can't hold are written by their number, as Excel does, and so is what looks like that; lone surrogates go.
const unwritable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)/g; // eslint-disable-line no-control-regex
const loneSurrogate = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#13;',
};
const byNumber = (sign: string): string => `_x${sign.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`;
const xml = (text: string): string =>
  text
    .replace(loneSurrogate, '')
    .replace(unwritable, byNumber)
    .replace(/[&<>"\r]/g, (sign) => entities[sign]!);

const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const packages = 'http://schemas.openxmlformats.org/package/2006';

function cellXml(value: SheetCell, numeric: boolean, style = ''): string {
  if (value === null || value === '') return '<c/>';
  if (typeof value === 'boolean') return `<c t="b"><v>${value ? 1 : 0}</v></c>`;
  if (typeof value === 'number') return Number.isFinite(value) ? `<c><v>${value}</v></c>` : '<c/>';
  // Sheets reckon with 15 digits: a longer decimal stays exact as text.
  if (numeric && /^-?\d+(\.\d+)?$/.test(value) && value.replace(/\D/g, '').length <= 15) {
    return `<c><v>${value}</v></c>`;
  }
  const text = protectCell(value);
  if (text.length > mostText) {
    throw badInput(
      'format',
      `A cell of a workbook holds ${mostText} characters; a text is longer. Export as CSV.`,
      `工作簿单元格最多 ${mostText} 个字符，有内容超出，请改为导出 CSV。`,
    );
  }
  return `<c${style} t="inlineStr"><is><t xml:space="preserve">${xml(text)}</t></is></c>`;
}

async function* sheetXml(
  columns: readonly SheetColumn[],
  rows: AsyncIterable<readonly SheetCell[]>,
): AsyncGenerator<string> {
  const head = columns.map(({ header }) => cellXml(header, false, ' s="1"')).join('');
  const pane = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>';
  yield `${declaration}<worksheet xmlns="${main}"><sheetViews><sheetView workbookViewId="0">${pane}</sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/><sheetData><row>${head}</row>`;
  let waiting = '';
  let count = 1;
  for await (const cells of rows) {
    if (++count > mostRows) {
      throw badInput(
        'format',
        `A sheet holds ${mostRows} rows; there are more. Export as CSV, or filter.`,
        `工作表最多 ${mostRows} 行，请改为导出 CSV 或缩小范围。`,
      );
    }
    waiting += `<row>${cells.map((cell, i) => cellXml(cell, columns[i]!.numeric)).join('')}</row>`;
    if (count % rowsAtOnce === 0) {
      yield waiting;
      waiting = '';
    }
  }
  yield `${waiting}</sheetData></worksheet>`;
}

const parts: Readonly<Record<string, string>> = {
  '[Content_Types].xml': `${declaration}<Types xmlns="${packages}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>`,
  '_rels/.rels': `${declaration}<Relationships xmlns="${packages}/relationships"><Relationship Id="rId1" Type="${relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  'xl/workbook.xml': `${declaration}<workbook xmlns="${main}" xmlns:r="${relations}"><sheets><sheet name="Kehu" sheetId="1" r:id="rId1"/></sheets></workbook>`,
  'xl/_rels/workbook.xml.rels': `${declaration}<Relationships xmlns="${packages}/relationships"><Relationship Id="rId1" Type="${relations}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${relations}/styles" Target="styles.xml"/></Relationships>`,
  'xl/styles.xml': `${declaration}<styleSheet xmlns="${main}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf xfId="0"/><xf xfId="0" fontId="1" applyFont="1"/></cellXfs></styleSheet>`,
};

/**
 * A workbook of one sheet, as it is written: neither the rows nor the file are ever held whole. Texts are texts in it, never
 * formulas, and protected as in CSV besides, for when somebody saves it as that.
 */
export async function* xlsxBytes(
  columns: readonly SheetColumn[],
  rows: AsyncIterable<readonly SheetCell[]>,
): AsyncGenerator<Buffer> {
  const zip = new ZipFile();
  const output = zip.outputStream as Readable;
  const sheet = Readable.from(sheetXml(columns, rows), { objectMode: false });
  // The archive's writer does not look after errors of what it is given, and would leave its output waiting.
  sheet.on('error', (error) => output.destroy(error));
  zip.on('error', (error) => output.destroy(error));
  const options = { mtime: new Date(Date.UTC(2020, 0, 1)) };
  for (const [name, text] of Object.entries(parts)) zip.addBuffer(Buffer.from(text), name, options);
  zip.addReadStream(sheet, 'xl/worksheets/sheet1.xml', options);
  zip.end();
  try {
    for await (const bytes of output) yield bytes as Buffer;
  } finally {
    sheet.destroy();
  }
}
