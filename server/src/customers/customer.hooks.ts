import { badInput } from '../errors/errors';
import type { RecordHooks } from '../records/hooks';

/** Nobody is born tomorrow. The day is that of the time zone farthest ahead, so that no birthday is refused anywhere. */
export const customerHooks: RecordHooks = {
  noun: 'customer',
  complete(context, _tx, drafts) {
    for (const draft of drafts) {
      const born = draft.values.get('birthDate');
      if (typeof born === 'string' && born > latestDay(context.now)) {
        draft.refuseLater(badInput('birthDate', 'The birth date lies in the future.', '出生日期不能晚于今天。'));
      }
    }
  },
};

const latestDay = (now: number): string => new Date(now + 14 * 3_600_000).toISOString().slice(0, 10);
