import { SaxesParser, type SaxesTagPlain } from 'saxes';

export interface XmlHandlers {
  open?(name: string, attributes: Readonly<Record<string, string>>): void;
  close?(name: string): void;
  text?(text: string): void;
}

/** Name without its prefix. */
const local = (name: string): string => name.slice(name.indexOf(':') + 1);

/** Reads XML piece by piece; names come without prefixes. Custom entities are not expanded. @throws Error where it is none */
export function xmlReader(handlers: XmlHandlers): { write(text: string): void; close(): void } {
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', (tag: SaxesTagPlain) => handlers.open?.(local(tag.name), tag.attributes));
  parser.on('closetag', (tag: SaxesTagPlain) => handlers.close?.(local(tag.name)));
  parser.on('text', (text) => handlers.text?.(text));
  parser.on('cdata', (text) => handlers.text?.(text));
  return { write: (text) => void parser.write(text), close: () => void parser.close() };
}

/** Reads a whole part. */
export async function readXml(chunks: AsyncIterable<string>, handlers: XmlHandlers): Promise<void> {
  const reader = xmlReader(handlers);
  for await (const chunk of chunks) reader.write(chunk);
  reader.close();
}
