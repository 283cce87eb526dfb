import { KehuError } from '../errors/errors';

const windowMilliseconds = 15 * 60_000;
const mostGuesses = 100;

/**
 * Counts, for each principal of this node, how often a code was refused because a record has it. Who meets that too often
 * can't write codes for a while, taken or not, so that codes of hidden records can't be found by trying.
 */
export class CodeGuesses {
  private readonly met = new Map<string, number[]>();

  /** A code was refused. `now` in epoch milliseconds. */
  note(principalId: string, now: number): void {
    const times = this.recent(principalId, now);
    times.push(now);
    this.met.set(principalId, times);
  }

  /** @throws KehuError RATE_LIMITED */
  check(principalId: string, now: number): void {
    if (this.recent(principalId, now).length < mostGuesses) return;
    throw new KehuError('RATE_LIMITED', {
      en: 'Too many codes could not be taken. Write codes again in 15 minutes.',
      zh: '无法使用的编码过多，请 15 分钟后再试。',
    });
  }

  private recent(principalId: string, now: number): number[] {
    const times = (this.met.get(principalId) ?? []).filter((at) => at > now - windowMilliseconds);
    if (times.length === 0) this.met.delete(principalId);
    return times;
  }
}
