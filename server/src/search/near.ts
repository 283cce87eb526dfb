/**
 * Typing errors: a word that is one letter away from another, or has two neighbours swapped. Letters are those of the
 * Latin alphabet; an accent left out or put in counts as one.
 */

const plain = 'abcdefghijklmnopqrstuvwxyz';
const accented = 'àáâãäåæçèéêëìíîïñòóôõöøùúûüýÿß';

const latin = new RegExp(`^[${plain}${accented}]+$`);

/** Shortest word that may be mistyped, longest that is looked for. */
const typed = { least: 4, most: 20 } as const;

/** Words of a text that a mistyped one may mean: between spaces, letters only. */
export const latinWords = (text: string): string[] =>
  text.split(' ').filter((word) => word.length >= typed.least - 1 && word.length <= typed.most + 1 && latin.test(word));

/** Every word that `word` may have been meant for; empty where it is too short, too long or not Latin. */
export function nearWords(word: string): string[] {
  if (word.length < typed.least || word.length > typed.most || !latin.test(word)) return [];
  const near = new Set<string>();
  for (let i = 0; i <= word.length; i++) {
    const [before, after] = [word.slice(0, i), word.slice(i)];
    for (const letter of plain) near.add(before + letter + after);
    if (after === '') break;
    const rest = after.slice(1);
    near.add(before + rest);
    for (const letter of plain + accented) near.add(before + letter + rest);
    if (rest !== '') near.add(before + rest[0]! + after[0]! + rest.slice(1));
  }
  near.delete(word);
  return [...near];
}
