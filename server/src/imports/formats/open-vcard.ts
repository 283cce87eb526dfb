import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { ImportFileError } from '../import-file-error';
import { inspectText } from './inspect-text';
import { encodingNotes } from './notes';
import { told } from './open-csv';
import type { BrokenRow, ReadOptions, SourceFile, SourceRow } from './source';
import { cardColumns, cardRow } from './vcard-row';
import { isSoftBreak, readProperty, type CardProperty } from './vcard-lines';

/** Most characters of one property; pictures are longer and are not read. */
const maxProperty = 1_000_000;
/** Most properties of one card. */
const maxProperties = 2_000;

interface Line {
  line: number;
  text: string;
}

/**
 * Opens a file of vCards, versions 2.1, 3.0 and 4.0: each card is a row, its properties stand in columns of ours.
 * @throws ImportFileError where there is no card
 */
export async function openVcard(path: string, options: ReadOptions): Promise<SourceFile> {
  const facts = await inspectText(path, options.encoding);
  const name = basename(path);
  let read = 0;
  const wide = facts.encoding.startsWith('utf-16');
  const rows = cards(
    contentLines(path, wide ? facts.encoding : null, (bytes) => (read += bytes)),
    wide ? 'utf-8' : facts.encoding,
  );
  const first = await rows.next();
  if (first.done) throw new ImportFileError(name, 'holds no vCard', '不含 vCard 名片');
  return {
    name,
    headers: [...cardColumns],
    notes: encodingNotes({ ...facts, lossy: false }),
    progress: () => read / facts.bytes,
    settings: {
      format: 'vcard',
      ...told(facts),
      delimiter: null,
      quote: null,
      sheet: null,
      sheets: [],
      headerRow: 0,
    },
    rows: (async function* () {
      yield first.value;
      yield* rows;
    })(),
  };
}

async function* cards(lines: AsyncIterable<Line>, charset: string): AsyncGenerator<SourceRow | BrokenRow> {
  let start = 0;
  let depth = 0;
  let properties: CardProperty[] = [];
  let tooLong = false;
  let tooMany = false;
  for await (const { line, text } of lines) {
    const word = text.trim().toUpperCase();
    if (word === 'BEGIN:VCARD') {
      if (depth === 0) {
        start = line;
        properties = [];
        tooLong = tooMany = false;
      }
      depth += 1; // a card within a card (AGENT) belongs to it and isn't read
    } else if (word === 'END:VCARD') {
      if (depth === 0) continue;
      depth -= 1;
      if (depth > 0) continue;
      if (tooMany) yield brokenCard(start, 'tooMany');
      else yield tooLong ? brokenCard(start, 'tooLong') : cardRow(start, properties);
    } else if (depth === 1) {
      const property = text.length > maxProperty ? null : readProperty(text, charset);
      if (property && properties.length >= maxProperties) tooMany = true;
      else if (property) properties.push(property);
      else if (text.length > maxProperty && !/^(?:[\w-]+\.)?(photo|logo|sound|key)\b/i.test(text)) tooLong = true;
    }
  }
  if (depth > 0) yield brokenCard(start, 'structure');
}

const cardFaults = {
  structure: { en: 'The card is cut off: its END:VCARD is missing.', zh: '名片不完整，缺少 END:VCARD。' },
  tooLong: {
    en: 'The card holds a property longer than 1,000,000 characters.',
    zh: '名片中有超过 1,000,000 个字符的内容。',
  },
  tooMany: { en: 'The card holds more than 2,000 properties.', zh: '名片中的属性超过 2,000 个。' },
} as const;

const brokenCard = (line: number, fault: keyof typeof cardFaults): BrokenRow => ({
  line,
  kind: fault === 'structure' ? 'structure' : 'tooLong',
  fault: cardFaults[fault],
});

/** Lines with their continuations: a space in front (all versions) or an equals sign at the end (quoted-printable). */
async function* contentLines(path: string, wide: string | null, onRead: (bytes: number) => void): AsyncGenerator<Line> {
  let open: Line | null = null;
  let number = 0;
  let skipped = false;
  for await (const raw of physicalLines(path, wide, onRead)) {
    number += 1;
    const text = number === 1 ? raw.replace(/^(?:\uFEFF|\u00EF\u00BB\u00BF)/, '') : raw;
    if (open && !skipped && open.text.length < 2 * maxProperty) {
      if (isSoftBreak(open.text)) {
        open.text = open.text.slice(0, -1) + text;
        continue;
      }
      if (/^[ \t]/.test(text) && text.trim() !== '') {
        open.text += text.slice(1);
        continue;
      }
    }
    if (open) yield open;
    open = { line: number, text };
    skipped = false;
  }
  if (open) yield open;
}

async function* physicalLines(
  path: string,
  wide: string | null,
  onRead: (bytes: number) => void,
): AsyncGenerator<string> {
  const decoder = wide === null ? null : new TextDecoder(wide);
  let rest = ''; // what is behind the last line end, no more of it than tells that it is too long
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 17 }) as AsyncIterable<Buffer>) {
    onRead(chunk.length);
    // Bytes are kept as they are until a line says its charset; UTF-16 has to be read first.
    const text = decoder
      ? Buffer.from(decoder.decode(chunk, { stream: true }), 'utf8').toString('latin1')
      : chunk.toString('latin1');
    // A carriage return at the end of a piece may have its line feed in the next.
    const held = rest.endsWith('\r');
    const before = held ? rest.slice(0, -1) : rest;
    const lines = (held ? `\r${text}` : text).split(/\r\n|\n|\r(?!$)/);
    const first = lines.shift()!;
    const ending = first.endsWith('\r') ? '\r' : '';
    const line = before + (before.length < 2 * maxProperty ? first : ending);
    if (lines.length === 0) {
      rest = line;
      continue;
    }
    yield line;
    rest = lines.pop()!;
    yield* lines;
  }
  if (rest !== '') yield rest.replace(/\r$/, '');
}
