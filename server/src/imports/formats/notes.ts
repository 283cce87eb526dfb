import type { Sentence } from '../../errors/errors';
import type { TextFacts } from './inspect-text';

/** What to say about the encoding of a file: nothing where it is certain and whole. */
export function encodingNotes({ encoding, sure, lossy }: TextFacts): Sentence[] {
  const notes: Sentence[] = [];
  const name = encoding.toUpperCase();
  if (!sure) {
    notes.push({
      en: `The text looks like ${name}. If letters are wrong, choose another encoding.`,
      zh: `文本看起来是 ${name} 编码，如有乱码请另选编码。`,
    });
  }
  if (lossy) {
    notes.push({
      en: `Some bytes are no ${name}; rows that hold them are refused.`,
      zh: `部分字节不是 ${name} 编码，含有这些字节的行不予导入。`,
    });
  }
  return notes;
}
