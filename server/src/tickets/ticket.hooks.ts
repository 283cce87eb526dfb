import type { RecordHooks } from '../records/hooks';

/** Letters and digits that are not mistaken for one another on the telephone. */
const alphabet = 'ABCDEFGHJKMNPQRSTVWXYZ0123456789';

/** A number that tells nothing about how many tickets there are: 40 random bits. */
export function ticketNumber(randomBytes: (size: number) => Buffer): string {
  const bits = BigInt(`0x${randomBytes(5).toString('hex')}`);
  const places = Array.from({ length: 8 }, (_, i) => Number((bits >> BigInt(5 * i)) & 31n));
  return `T-${places.map((place) => alphabet[place]).join('')}`;
}

/** New tickets get their number from the server. */
export const ticketHooks: RecordHooks = {
  noun: 'ticket',
  complete(context, _tx, drafts) {
    for (const draft of drafts) if (draft.action === 'create') draft.keep('number', ticketNumber(context.randomBytes));
  },
};
