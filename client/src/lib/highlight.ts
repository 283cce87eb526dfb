import { fold } from '@kehu/shared';

/** A piece of a text, and whether it is what was looked for. */
export interface Piece {
  text: string;
  marked: boolean;
}

/** Cuts a shown text where the words of a search stand in it, whatever their case and width. */
export function highlighted(text: string, search: string): Piece[] {
  const words = fold(search)
    .split(/\s+/)
    .filter((word) => word !== '');
  const letters = [...text];
  const folded = letters.map(fold);
  const whole = folded.join('');
  const marks = letters.map(() => false);
  for (const word of words) {
    for (let at = whole.indexOf(word); at >= 0; at = whole.indexOf(word, at + 1)) {
      // A letter may be several when folded: it is marked where any of it is.
      let from = 0;
      folded.forEach((letter, i) => {
        const to = from + letter.length;
        if (from < at + word.length && to > at) marks[i] = true;
        from = to;
      });
    }
  }
  const pieces: Piece[] = [];
  letters.forEach((letter, i) => {
    const last = pieces.at(-1);
    if (last && last.marked === marks[i]) last.text += letter;
    else pieces.push({ text: letter, marked: marks[i]! });
  });
  return pieces;
}
