/** Longer texts are compared by this many characters. */
const mostCharacters = 256;

/** Rows of the table that is filled, kept: comparing is most of what a sweep does. */
let beforeLast = new Uint16Array(mostCharacters + 1);
let last = new Uint16Array(mostCharacters + 1);
let row = new Uint16Array(mostCharacters + 1);

/** How many insertions, deletions, replacements and swaps of neighbours lead from one text to the other, at most `most` + 1. */
export function editDistance(left: string, right: string, most = 3): number {
  if (left === right) return 0;
  const a = left.slice(0, mostCharacters);
  const b = right.slice(0, mostCharacters);
  if (Math.abs(a.length - b.length) > most) return most + 1;
  for (let j = 0; j <= b.length; j++) last[j] = j;
  for (let i = 1; i <= a.length; i++) {
    row[0] = i;
    let least = i;
    const code = a.charCodeAt(i - 1);
    const codeBefore = i > 1 ? a.charCodeAt(i - 2) : -1;
    // Cells farther from the diagonal than `most` can't lead to an answer.
    const first = Math.max(1, i - most);
    const end = Math.min(b.length, i + most);
    if (first > 1) row[first - 1] = most + 1;
    if (end === i + most) last[end] = most + 1;
    for (let j = first; j <= end; j++) {
      const other = b.charCodeAt(j - 1);
      let cost = last[j - 1]! + (code === other ? 0 : 1);
      if (last[j]! + 1 < cost) cost = last[j]! + 1;
      if (row[j - 1]! + 1 < cost) cost = row[j - 1]! + 1;
      const swapped = j > 1 && i > 1 && codeBefore === other && code === b.charCodeAt(j - 2);
      if (swapped && beforeLast[j - 2]! + 1 < cost) cost = beforeLast[j - 2]! + 1;
      row[j] = cost;
      if (cost < least) least = cost;
    }
    if (least > most) return most + 1;
    [beforeLast, last, row] = [last, row, beforeLast];
  }
  return Math.min(last[b.length]!, most + 1);
}

/** Edits by which a text of this length may differ from another one and be at least this like it. */
export const mostEdits = (length: number, least: number): number => Math.floor(length * (1 - least) + 1e-9);

/** Edit distance as likeness: 1 for the same text, 0 for less than `least`. */
export function likeness(a: string, b: string, least = 0.5): number {
  if (a === b) return 1;
  const longest = Math.max(a.length, b.length);
  if (longest === 0) return 0;
  const most = mostEdits(longest, least);
  if (most === 0) return 0;
  const distance = editDistance(a, b, most);
  return distance > most ? 0 : 1 - distance / longest;
}
