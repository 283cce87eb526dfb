import { given } from '../access/given';
import type { RuleSet } from '../access/rule-set';
import { badInput, forbidden } from '../errors/errors';
import { list, sql } from '../query/sql';
import type { RecordHooks } from '../records/hooks';

const keyOf = (customer: unknown, purpose: unknown): string => `${String(customer)}|${String(purpose)}`;

/** There is one row for a customer and purpose: a new decision changes it, and its history is the ledger. */
export const consentHooks: RecordHooks = {
  noun: 'consent',
  async complete({ ruleSet }, tx, drafts) {
    const asked = drafts.filter((draft) => draft.values.has('customer') || draft.values.has('purpose'));
    if (asked.length === 0) return;
    if (!seesEveryDecision(ruleSet)) {
      // Rules alone decide: what is recorded already would otherwise tell of a decision out of sight.
      for (const draft of asked) draft.refuse(forbidden([draft.path('purpose')]));
      return;
    }
    // Raw SQL: by what was asked above nothing of these customers is out of sight.
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

/** Whether somebody who sees a customer sees each decision of theirs, and what it is for. */
function seesEveryDecision(ruleSet: RuleSet): boolean {
  const { ownRow, row, cells } = ruleSet.view('consent');
  const readable = (field: string): boolean => {
    const cell = cells.get(field);
    return cell !== undefined && given([row, ownRow], cell.read, ({ kind }) => kind === 'none').kind === 'all';
  };
  return ownRow.kind === 'all' && readable('customer') && readable('purpose');
}
