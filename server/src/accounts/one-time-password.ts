import type { RandomBytes } from './tokens';

/** How long a one-time password waits for its sign-in, in milliseconds. */
export const oneTimeLifetime = 7 * 24 * 3_600_000;

/** Letters and digits that are not mistaken for one another. */
const alphabet = 'ABCDEFGHJKMNPQRSTVWXYZ0123456789';

/** A password for one sign-in that can be read out on the telephone: 80 random bits in groups of four. */
export function oneTimePassword(random: RandomBytes): string {
  const bytes = random(16);
  const signs = [...bytes].map((byte) => alphabet[byte % 32]!).join('');
  return signs.match(/.{4}/g)!.join('-');
}
