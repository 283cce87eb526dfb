import { SaxesParser, type SaxesTagPlain } from 'saxes';

export interface XmlHandlers {
  open?(name: string, attributes: Readonly<Record<string, string>>): void;
  close?(name: string): void;
  text?(text: string): void;
}

/** Most characters between two events: of one tag, or one text. */
const maxBetween = 32 * 1024 * 1024;
const maxDepth = 200;

/** Name without its prefix. */
const local = (name: string): string => name.slice(name.indexOf(':') + 1);

/**
 * Reads XML piece by piece; names come without prefixes. Custom entities are not expanded.
 * @throws Error where it is none, or has tags or nesting that would take memory without end
 */
export function xmlReader(handlers: XmlHandlers): { write(text: string): void; close(): void } {
  const parser = new SaxesParser();
  let between = 0;
  let depth = 0;
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', (tag: SaxesTagPlain) => {
    between = 0;
    depth += 1;
    if (depth > maxDepth) throw new Error('XML nested too deeply');
    handlers.open?.(local(tag.name), tag.attributes);
  });
  parser.on('closetag', (tag: SaxesTagPlain) => {
    between = 0;
    depth -= 1;
    handlers.close?.(local(tag.name));
  });
  parser.on('text', (text) => handlers.text?.(text));
  parser.on('cdata', (text) => handlers.text?.(text));
  return {
    write(text) {
      between += text.length;
      if (between > maxBetween) throw new Error('XML with a tag or text too long');
      parser.write(text);
    },
    close: () => void parser.close(),
  };
}

/** Reads a whole part. */
export async function readXml(chunks: AsyncIterable<string>, handlers: XmlHandlers): Promise<void> {
  const reader = xmlReader(handlers);
  for await (const chunk of chunks) reader.write(chunk);
  reader.close();
}
