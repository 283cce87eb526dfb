import { ImportFileError } from '../import-file-error';
import { readXml } from './xml-events';
import type { ZipArchive } from './zip-archive';

export interface Sheet {
  name: string;
  part: string;
  hidden: boolean;
}

/** What cells of a workbook refer to. */
export interface Workbook {
  sheets: Sheet[];
  /** Texts that cells name by number. */
  strings: string[];
  /** Whether numbers in a style are dates or times, by number of the style. */
  dateStyles: boolean[];
  /** Days are counted from 1904. */
  from1904: boolean;
}

/** Most characters of all shared texts together: they are held in memory. */
const maxShared = 100_000_000;
/** Most of them, however short. */
const maxStrings = 4_000_000;
/** Most styles of cells and formats of numbers, as many as spreadsheets have. */
const maxStyles = 65_536;
const maxSheets = 1_000;
/** Most bytes of the parts that tell of sheets and styles. */
const maxSmallPart = 64 * 1024 * 1024;

/** @throws ImportFileError where the archive is no workbook */
export async function readWorkbook(zip: ZipArchive): Promise<Workbook> {
  const root = zip.parts.find((part) => /^xl\/workbook\.xml$/i.test(part));
  if (!root) {
    throw new ImportFileError(
      zip.name,
      'is an archive, not a workbook; unpack it and import the files in it',
      '是压缩包而非工作簿，请解压后导入其中的文件',
    );
  }
  for (const part of [root, rels, styleSheet]) if (zip.size(part) > maxSmallPart) throw tooMuch(zip);
  const targets = new Map<string, string>();
  if (zip.has(rels)) {
    await readXml(zip.text(rels), {
      open(name, attributes) {
        if (name === 'Relationship' && targets.size >= maxStyles) throw tooMuch(zip);
        if (name === 'Relationship') targets.set(attributes.Id ?? '', partName(attributes.Target ?? ''));
      },
    });
  }
  const sheets: Sheet[] = [];
  let from1904 = false;
  await readXml(zip.text(root), {
    open(name, attributes) {
      if (name === 'workbookPr') from1904 = /^(1|true)$/.test(attributes.date1904 ?? '');
      if (name !== 'sheet') return;
      if (sheets.length >= maxSheets) throw tooMuch(zip);
      const id = Object.entries(attributes).find(([key]) => /(^|:)id$/.test(key))?.[1] ?? '';
      const part = targets.get(id) ?? `xl/worksheets/sheet${sheets.length + 1}.xml`;
      sheets.push({ name: attributes.name ?? '', part, hidden: /hidden/i.test(attributes.state ?? '') });
    },
  });
  return { sheets, from1904, strings: await sharedStrings(zip), dateStyles: await dateStyles(zip) };
}

const rels = 'xl/_rels/workbook.xml.rels';
const styleSheet = 'xl/styles.xml';

const tooMuch = (zip: ZipArchive): ImportFileError =>
  new ImportFileError(
    zip.name,
    'holds more text, styles or sheets than can be read from a workbook; save the sheet as "CSV UTF-8"',
    '工作簿的文本、样式或工作表过多，请另存为“CSV UTF-8”',
  );

const partName = (target: string): string =>
  target.startsWith('/') ? target.slice(1) : `xl/${target.replace(/^(\.\/)+/, '')}`;

async function sharedStrings(zip: ZipArchive): Promise<string[]> {
  const part = zip.parts.find((name) => /^xl\/sharedStrings\.xml$/i.test(name));
  const strings: string[] = [];
  if (!part) return strings;
  let text = '';
  let reading = false;
  let phonetic = false;
  let total = 0;
  await readXml(zip.text(part), {
    open(name) {
      if (name === 'si') text = '';
      if (name === 't') reading = true;
      if (name === 'rPh') phonetic = true;
    },
    text(piece) {
      if (!reading || phonetic) return;
      total += piece.length;
      if (total > maxShared) throw tooMuch(zip);
      text += piece;
    },
    close(name) {
      if (name === 't') reading = false;
      if (name === 'rPh') phonetic = false;
      if (name !== 'si') return;
      if (strings.length >= maxStrings) throw tooMuch(zip);
      strings.push(unescape(text));
    },
  });
  return strings;
}

/** `_x000D_` stands for a character that XML can't hold. */
export const unescape = (text: string): string =>
  text.includes('_x')
    ? text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) => String.fromCharCode(parseInt(code, 16)))
    : text;

/** Built-in formats of dates and times. */
const builtIn = (id: number): boolean =>
  (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58);

async function dateStyles(zip: ZipArchive): Promise<boolean[]> {
  const styles: boolean[] = [];
  if (!zip.has(styleSheet)) return styles;
  const custom = new Map<number, boolean>();
  let inCells = false;
  await readXml(zip.text(styleSheet), {
    open(name, attributes) {
      if (styles.length >= maxStyles || custom.size >= maxStyles) throw tooMuch(zip);
      if (name === 'numFmt') custom.set(Number(attributes.numFmtId), isDateFormat(attributes.formatCode ?? ''));
      if (name === 'cellXfs') inCells = true;
      if (name === 'xf' && inCells) {
        const id = Number(attributes.numFmtId ?? 0);
        styles.push(custom.get(id) ?? builtIn(id));
      }
    },
    close(name) {
      if (name === 'cellXfs') inCells = false;
    },
  });
  return styles;
}

/** Whether a number format writes days or hours. */
export const isDateFormat = (format: string): boolean =>
  /[ymdhs]/i.test(
    format
      .slice(0, 1_000)
      .replace(/"[^"]*"|\\.|_.|\*./g, '')
      .replace(/\[(?:red|blue|green|black|white|cyan|magenta|yellow|color\s?\d+|\$[^\]]*|[<>=][^\]]*)\]/gi, '')
      .replace(/general/gi, ''),
  );
