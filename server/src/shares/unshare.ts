import { actorOf, append } from '../audit/audit';
import { forbidden, notFound } from '../errors/errors';
import { bytesToId } from '../query/values';
import { noteWrite } from '../records/history';
import { visibleKeys } from '../records/references';
import { rowTruth } from '../records/row-conditions';
import type { WriteContext } from '../records/write-context';
import { inTransaction } from '../records/write-drafts';

/**
 * Ends a share at once: the next operation of whom it was for no longer sees the customer by it.
 * @throws KehuError NOT_FOUND, FORBIDDEN
 */
export async function unshare(context: WriteContext, id: string): Promise<{ id: string }> {
  const share = context.nouns.get('share');
  const rule = context.ruleSet.write(share.name).delete;
  if (rule.kind === 'none') throw forbidden([]);
  return inTransaction(context, async (tx) => {
    const pk = (await visibleKeys(context, tx, share, [id])).get(id.toLowerCase());
    if (pk === undefined) throw notFound('id');
    const holds = await rowTruth(context, tx, share, pk, [rule]);
    if (!holds(rule)) throw forbidden([], 'You may not end this share.', '您无权取消该共享。');
    const [[customerId]] = (await tx.rows(
      'SELECT c.id FROM shares s JOIN customers c ON c.pk = s.customer_pk WHERE s.pk = ?',
      [pk],
    )) as [[Uint8Array]];
    await tx.run('DELETE FROM shares WHERE pk = ?', [pk]);
    await noteWrite(context, tx, share, pk, 'delete');
    await append(
      tx,
      {
        actor: actorOf(context.principal),
        action: 'unshare',
        noun: 'customer',
        recordId: bytesToId(customerId),
        fields: ['shares'],
        detail: { share: id },
      },
      context.now,
    );
    return { id };
  });
}
