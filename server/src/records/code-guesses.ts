import { KehuError } from '../errors/errors';
import type { Draft } from './draft';
import type { WriteContext } from './write-context';

const windowMilliseconds = 15 * 60_000;
/** Identifiers of records out of sight that one may meet in that time. */
export const mostGuesses = 100;

/** How many identifiers of records out of sight a principal may still meet. */
export interface GuessBook {
  left(): number;
  /** One was met; met again it doesn't count, as it tells nothing new. */
  meet(key: string): void;
}

/**
 * Counts, for each principal of this node, which codes and external ids it named that records out of its sight have. Who meets
 * too many can't name any for a while, taken or not, so that those of hidden records can't be found by trying.
 */
export class CodeGuesses {
  private readonly met = new Map<string, Map<string, number>>();

  /** The book of a principal. `clock` gives epoch milliseconds. */
  of(principalId: string, clock: () => number): GuessBook {
    return {
      left: () => Math.max(0, mostGuesses - this.recent(principalId, clock()).size),
      meet: (key) => {
        const keys = this.recent(principalId, clock());
        keys.set(key, clock());
        this.met.set(principalId, keys);
      },
    };
  }

  private recent(principalId: string, now: number): Map<string, number> {
    const keys = this.met.get(principalId) ?? new Map<string, number>();
    for (const [key, at] of keys) if (at <= now - windowMilliseconds) keys.delete(key);
    if (keys.size === 0) this.met.delete(principalId);
    return keys;
  }
}

const tooMany = (): KehuError =>
  new KehuError('RATE_LIMITED', {
    en: 'Too many codes could not be taken. Write codes again in 15 minutes.',
    zh: '无法使用的编码过多，请 15 分钟后再试。',
  });

/**
 * Counts what drafts met. From the one on that finds no room left, every draft that names an identifier is refused, whether a record
 * has it or not.
 * @param named those that name an identifier, in their order
 * @param met what each of them named that a record out of sight has
 */
export function countGuesses(
  { guesses }: WriteContext,
  named: readonly Draft[],
  met: ReadonlyMap<Draft, readonly string[]>,
): void {
  if (!guesses) return;
  for (const draft of named) {
    if (guesses.left() === 0) draft.refuse(tooMany());
    else for (const key of met.get(draft) ?? []) guesses.meet(key);
  }
}

/** @throws KehuError RATE_LIMITED for whoever may name no identifier now: what names thousands stops, to be gone on with later */
export function requireGuesses({ guesses }: WriteContext): void {
  if (guesses?.left() === 0) throw tooMany();
}
