import { createDecipheriv, createHmac } from 'node:crypto';
import type { Secrets } from '../../src/config/secrets';

/**
 * Tells two companies' answers apart but for ids made meanwhile. Each company draws ids of its own: one more is drawn where a
 * write also moves what its author does not see, and all later ones are others. The product draws them at random, so an id
 * tells nothing; which id stands where it stood before does.
 */
export class MadeIds {
  /** What both were told alike: an id in it is the same one for both from then on. */
  private readonly alike: string[] = [];
  private readonly names: readonly [Map<string, string>, Map<string, string>] = [new Map(), new Map()];

  constructor(
    private readonly secrets: Secrets,
    /** Ids made by each side, in hexadecimal digits, since the pair began. */
    private readonly made: readonly [ReadonlySet<string>, ReadonlySet<string>],
  ) {}

  /** Whether both texts say the same. */
  same(left: string, right: string): boolean {
    if (left === right) {
      this.alike.push(left);
      return true;
    }
    return this.named(left, 0) === this.named(right, 1);
  }

  /** The text with each id that was made meanwhile called by the place at which it first came. */
  named(text: string, side: 0 | 1): string {
    return text
      .replace(/\bA[Q-Za-f][A-Za-z0-9_-]{38,}/g, (sealed) => this.opened(sealed))
      .replace(/\b[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}\b/g, (id) => this.nameOf(id, side));
  }

  private nameOf(id: string, side: 0 | 1): string {
    const digits = id.replaceAll('-', '');
    const names = this.names[side];
    if (!this.made[side].has(digits) || (!names.has(digits) && this.alike.some((text) => text.includes(id)))) return id;
    if (!names.has(digits)) names.set(digits, `made ${names.size}`);
    return names.get(digits)!;
  }

  /** What a cursor holds, without asking whom it was sealed for; the text itself where it is none. */
  private opened(sealed: string): string {
    const bytes = Buffer.from(sealed, 'base64url');
    const key = createHmac('sha256', this.secrets.key('cursor')).update('text').digest();
    const plain = createDecipheriv('aes-256-gcm', key, bytes.subarray(1, 13)).update(bytes.subarray(29)).toString();
    return /^[[\d]/.test(plain) ? plain : sealed;
  }
}
