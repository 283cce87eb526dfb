/** A property of a card: `TEL;TYPE=CELL:+1 555`. */
export interface CardProperty {
  /** In upper case, without a group. */
  name: string;
  /** Group that ties properties together: `item1` in `item1.X-ABLABEL`. */
  group: string | null;
  /** Values by name of the parameter, in upper case; words without a name are types. */
  parameters: ReadonlyMap<string, readonly string[]>;
  /** As written, decoded from quoted-printable, escapes still in. */
  value: string;
}

const decodeAs = (bytes: Buffer, charset: string): string => {
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    return new TextDecoder('utf-8').decode(bytes);
  }
};

/** Most parameters of a property; cards that people have hold less than ten. */
const maxParameters = 100;

/**
 * Reads one content line. Cards of version 2.1 say encoding and charset line by line, so a line is bytes in a string of
 * Latin-1.
 * @returns null for what is no property
 */
export function readProperty(line: string, charset: string): CardProperty | null {
  const colon = endOfName(line);
  if (colon === -1) return null;
  const [head, ...words] = splitOutsideQuotes(line.slice(0, colon), ';');
  if (words.length > maxParameters) return null;
  const dot = head!.lastIndexOf('.');
  const parameters = new Map<string, string[]>();
  for (const word of words) {
    const equals = word.indexOf('=');
    const name = equals === -1 ? parameterOf(word) : word.slice(0, equals).trim().toUpperCase();
    const text = equals === -1 ? word : word.slice(equals + 1);
    const values = splitOutsideQuotes(text, ',').map((value) => value.replace(/^"|"$/g, '').trim());
    parameters.set(name, (parameters.get(name) ?? []).concat(values));
  }
  const own = parameters.get('CHARSET')?.[0] ?? charset;
  const encoding = parameters.get('ENCODING')?.[0]?.toUpperCase();
  const raw = line.slice(colon + 1);
  const bytes = Buffer.from(encoding === 'QUOTED-PRINTABLE' ? quotedPrintable(raw) : raw, 'latin1');
  return {
    name: head!
      .slice(dot + 1)
      .trim()
      .toUpperCase(),
    group: dot === -1 ? null : head!.slice(0, dot).toLowerCase(),
    parameters,
    value: decodeAs(bytes, own),
  };
}

/** Words that version 2.1 writes without `ENCODING=` or `TYPE=`. */
const parameterOf = (word: string): string =>
  /^(quoted-printable|base64|b|8bit|7bit)$/i.test(word.trim()) ? 'ENCODING' : 'TYPE';

function endOfName(line: string): number {
  let quoted = false;
  for (let i = 0; i < line.length; i++) {
    if (line[i] === '"') quoted = !quoted;
    else if (line[i] === ':' && !quoted) return i;
  }
  return line.indexOf(':');
}

function splitOutsideQuotes(text: string, separator: string): string[] {
  if (!text.includes('"')) return text.split(separator);
  const parts: string[] = [];
  let start = 0;
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '"') quoted = !quoted;
    else if (text[i] === separator && !quoted) {
      parts.push(text.slice(start, i));
      start = i + 1;
    }
  }
  return [...parts, text.slice(start)];
}

const quotedPrintable = (text: string): string =>
  text.replace(/=([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));

/** Whether the line goes on in the next one by the rules of quoted-printable. */
export const isSoftBreak = (line: string): boolean =>
  line.endsWith('=') && /quoted-printable/i.test(line.slice(0, 200));

/** Cuts a value at a sign that isn't escaped, and takes the escapes away. */
export function splitValue(value: string, separator: ';' | ','): string[] {
  const parts: string[] = [];
  let part = '';
  for (let i = 0; i < value.length; i++) {
    const character = value[i]!;
    if (character === '\\' && i + 1 < value.length) {
      i += 1;
      const next = value[i]!;
      part += next === 'n' || next === 'N' ? '\n' : next;
    } else if (character === separator) {
      parts.push(part);
      part = '';
    } else part += character;
  }
  return [...parts, part].map((text) => text.trim());
}

/** A value that is one text. */
export const plainValue = (value: string): string =>
  value.replace(/\\([\s\S])/g, (_, next: string) => (/n/i.test(next) ? '\n' : next)).trim();
