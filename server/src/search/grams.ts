/**
 * Pieces of text that the index keeps records under. Every place in a text has one piece that depends on nothing but the
 * characters from there on, so that what contains a word also has the pieces that lie inside the word. All text is folded.
 */

/** Characters of a piece by the character it starts with: enough to be rare, few enough to be met by short words. */
const lengthFrom = (char: string): number => (/[0-9]/.test(char) ? 4 : char <= '\u{7f}' ? 3 : 2);

const isSpace = (char: string): boolean => /\s/.test(char);

/** How many characters mark the start or the end of a text or of a word in it. */
const edge = { text: 3, word: 2 } as const;

/** Every piece of a text, once each. */
export function piecesOf(text: string): Set<string> {
  const chars = [...text];
  const pieces = new Set<string>();
  if (chars.length === 0) return pieces;
  for (let i = 1; i <= edge.text; i++) pieces.add(`^${chars.slice(0, i).join('')}`);
  pieces.add(`${chars.slice(-edge.text).join('')}$`);
  chars.forEach((char, i) => {
    if (isSpace(char)) {
      for (let j = 1; j <= edge.word; j++) pieces.add(` ${untilSpace(chars, i + 1, j)}`);
      return;
    }
    pieces.add(untilSpace(chars, i, lengthFrom(char)));
    pieces.add(char);
  });
  return pieces;
}

function untilSpace(chars: readonly string[], from: number, length: number): string {
  let piece = '';
  for (let i = from; i < from + length && i < chars.length && !isSpace(chars[i]!); i++) piece += chars[i]!;
  return piece;
}

/** A piece that a text must have, or, where `open`, some piece that it starts. */
export interface Wanted {
  piece: string;
  open: boolean;
}

const exactly = (piece: string): Wanted => ({ piece, open: false });

/** Most pieces that are looked up for one word: more of a long word tell nothing new. */
const mostPieces = 6;

/** What a text that contains `word`, which has no spaces, must have: all of it. */
export function piecesInside(word: string): Wanted[] {
  const chars = [...word];
  const whole: string[] = [];
  chars.forEach((char, i) => {
    const length = lengthFrom(char);
    if (i + length <= chars.length) whole.push(chars.slice(i, i + length).join(''));
  });
  if (whole.length > 0) return spread(whole).map(exactly);
  if (chars.length === 1) return [exactly(word)];
  // Shorter than the piece that starts at its first character, which therefore starts with the word.
  return [{ piece: word, open: true }];
}

/** Evenly spread over the word, its ends included. */
function spread(pieces: readonly string[]): string[] {
  if (pieces.length <= mostPieces) return [...new Set(pieces)];
  const step = (pieces.length - 1) / (mostPieces - 1);
  return [...new Set(Array.from({ length: mostPieces }, (_, i) => pieces[Math.round(i * step)]!))];
}

/** What a text that starts with `phrase` has. */
export const pieceAtStart = (phrase: string): Wanted => exactly(`^${[...phrase].slice(0, edge.text).join('')}`);

/** What a text that is `phrase` has. */
export const pieceAtEnd = (phrase: string): Wanted => exactly(`${[...phrase].slice(-edge.text).join('')}$`);

/** What a text has in which `word` starts a word that is not the first. */
export const pieceAtWord = (word: string): Wanted => exactly(` ${[...word].slice(0, edge.word).join('')}`);
