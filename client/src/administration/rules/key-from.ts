/**
 * A key for something new, out of its name: small letters, digits and hyphens, a letter first, 2 to 40 of them. A name
 * without Latin letters gives the stem; a number makes it the only one.
 */
export function keyFrom(name: string, stem: string, taken: ReadonlySet<string>): string {
  const plain = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '')
    .slice(0, 36)
    .replace(/-+$/, '');
  const base = plain.length >= 2 ? plain : stem;
  for (let number = 1; ; number += 1) {
    const key = number === 1 ? base : `${base}-${number}`;
    if (!taken.has(key)) return key;
  }
}
