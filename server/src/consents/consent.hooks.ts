import { badInput } from '../errors/errors';
import { list, sql } from '../query/sql';
import type { RecordHooks } from '../records/hooks';

const keyOf = (customer: unknown, purpose: unknown): string => `${String(customer)}|${String(purpose)}`;

/** There is one row for a customer and purpose: a new decision changes it, and its history is the ledger. */
export const consentHooks: RecordHooks = {
  noun: 'consent',
  async complete(_context, tx, drafts) {
    const asked = drafts.filter((draft) => draft.values.has('customer') || draft.values.has('purpose'));
    if (asked.length === 0) return;
    // Raw SQL: a second row would be as wrong if the first one is out of sight.
    const customers = asked.map((draft) => draft.after('customer') as number);
    const text = sql`SELECT pk, customer_pk, purpose FROM consents WHERE deleted_at IS NULL AND customer_pk IN ${list(customers)}`;
    const rows = await tx.rows(text.text, text.params);
    const holders = new Map(rows.map(([pk, customer, purpose]) => [keyOf(customer, purpose), Number(pk)]));
    for (const draft of asked) {
      const holder = holders.get(keyOf(draft.after('customer'), draft.after('purpose')));
      if (holder === undefined || holder === draft.pk) continue;
      draft.refuseLater(
        badInput(
          draft.path('purpose'),
          'A decision for this purpose is recorded already. Change that one.',
          '该目的已有记录，请修改原记录。',
        ),
      );
    }
  },
};
