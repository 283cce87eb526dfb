import { addDecimals, DecimalError, lineAmount } from '@kehu/shared';
import { badInput } from '../errors/errors';
import type { Draft, OwnedRow } from '../records/draft';
import type { RecordHooks } from '../records/hooks';

const whole = 10_000; // 1, scaled

/** Amounts of an order's lines and their total follow from quantities, prices and discounts, in the order's currency. */
export const orderHooks: RecordHooks = {
  noun: 'order',
  complete(_context, _tx, drafts) {
    for (const draft of drafts) completeItems(draft);
  },
};

function completeItems(draft: Draft): void {
  const currency = draft.after('currency');
  if (!draft.owned.has('items')) {
    if (draft.action !== 'update' || !draft.given.has('currency')) return;
    // The lines stay what they are, in another currency: nothing of them is checked, as they may be out of sight.
    const before = draft.ownedBefore.get('items') ?? [];
    draft.owned.set(
      'items',
      before.map(({ pk, values }) => ({ pk, values: new Map([...values].filter(isPlain)).set('currency', currency) })),
    );
    draft.keep('items', null);
    return;
  }
  let total = 0;
  for (const [i, row] of draft.owned.get('items')!.entries()) {
    row.values.set('currency', currency);
    try {
      const amount = amountOf(draft, row, i);
      row.values.set('amount', amount);
      total = addDecimals(total, amount);
    } catch (error) {
      if (!(error instanceof DecimalError)) throw error;
      draft.refuseLater(badInput(`items.${i}`, 'This amount is too large.', '金额过大。'));
      row.values.set('amount', 0);
    }
  }
  draft.keep('total', total);
}

const isPlain = ([field]: [string, unknown]): boolean => !['createdAt', 'updatedAt', 'order'].includes(field);

function amountOf(draft: Draft, { values }: OwnedRow, i: number): number {
  const quantity = values.get('quantity') as number;
  const unitPrice = values.get('unitPrice') as number;
  const discount = values.get('discount') as number;
  if (quantity < 0) {
    draft.refuseLater(badInput(`items.${i}.quantity`, 'A quantity is at least zero.', '数量不能小于零。'));
  }
  if (discount < 0 || discount > whole) {
    draft.refuseLater(
      badInput(`items.${i}.discount`, 'A discount is a share from 0 to 1.', '折扣必须在 0 到 1 之间。'),
    );
  }
  return lineAmount(quantity, unitPrice, discount);
}
