import { all, type Predicate } from '../access/predicate';
import type { WriteView } from '../access/write-view';
import { actorOf, append } from '../audit/audit';
import type { SqlRunner } from '../database/database';
import { badInput, forbidden, notFound } from '../errors/errors';
import { idToBytes } from '../query/values';
import { noteWrite } from '../records/history';
import { visibleKeys } from '../records/references';
import { rowTruth } from '../records/row-conditions';
import type { WriteContext } from '../records/write-context';
import { inTransaction } from '../records/write-drafts';

/** Whom a customer is shown to, from now on and perhaps until some moment. */
export interface ShareInput {
  /** Public id of the customer. */
  id: string;
  withUserId?: string | null;
  withTeamId?: string | null;
  write?: boolean | null;
  /** ISO 8601. */
  until?: string | null;
}

interface Recipient {
  noun: 'user' | 'team';
  path: 'withUserId' | 'withTeamId';
  column: 'with_user_pk' | 'with_team_pk';
  id: string;
}

/** Fields that a new share sets: each needs its rule. */
const fields = ['customer', 'withUser', 'withTeam', 'write', 'until'] as const;

/**
 * Shows a customer to one more user or team; sharing with the same one again replaces an earlier share that one may end. What the receiver
 * sees by it is decided by the receiver's own roles on each read, so it never exceeds what sharing as such may carry.
 * @throws KehuError BAD_USER_INPUT, NOT_FOUND, FORBIDDEN
 */
export async function shareCustomer(context: WriteContext, input: ShareInput): Promise<{ id: string }> {
  const to = recipientOf(input);
  const until = input.until == null ? null : Date.parse(input.until);
  if (until !== null && until <= context.now) {
    throw badInput('until', 'A share cannot end before it begins.', '共享的截止时间必须晚于当前时间。');
  }
  const write = input.write === true;
  const ofCustomer = context.ruleSet.write('customer');
  const ofShare = context.ruleSet.write('share');
  if (ofCustomer.share.kind === 'none' || ofShare.create.kind === 'none') throw forbidden([]);
  if (write && ofCustomer.update.kind === 'none') throw forbidden(['write']);

  return inTransaction(context, async (tx) => {
    const customerPk = await keyOf(context, tx, 'customer', input.id, 'id');
    const recipientPk = await keyOf(context, tx, to.noun, to.id, to.path);
    const customer = context.nouns.get('customer');
    const onCustomer = await rowTruth(context, tx, customer, customerPk, [ofCustomer.share, ofCustomer.update]);
    if (!onCustomer(ofCustomer.share)) {
      throw forbidden([], 'You may not share this customer.', '您无权共享该客户。');
    }
    if (write && !onCustomer(ofCustomer.update)) throw forbidden(['write']);
    if (to.noun === 'user' && context.principal.kind === 'user' && recipientPk === context.principal.pk) {
      throw badInput('withUserId', 'You see this customer already.', '您已经可以查看该客户。');
    }
    await endEarlier(context, tx, customerPk, to, recipientPk);
    const id = context.newId();
    const { insertId } = await tx.run(
      `INSERT INTO shares (id, customer_pk, ${to.column}, can_write, until_at, created_by_pk, created_at, updated_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      [
        idToBytes(id),
        customerPk,
        recipientPk,
        write ? 1 : 0,
        until,
        context.principal.kind === 'user' ? context.principal.pk : null,
        context.now,
        context.now,
      ],
    );
    await noteWrite(context, tx, context.nouns.get('share'), insertId, 'create');
    // The new row is asked itself: what fails undoes it with the transaction.
    const conditions = creationRules(ofShare);
    const onShare = await rowTruth(context, tx, context.nouns.get('share'), insertId, conditions);
    if (!conditions.every(onShare)) throw forbidden([], 'You may not share this customer.', '您无权共享该客户。');
    await append(
      tx,
      {
        actor: actorOf(context.principal),
        action: 'share',
        noun: 'customer',
        recordId: input.id,
        fields: ['shares'],
        detail: { share: id, [to.noun]: to.id, write, until: until === null ? null : new Date(until).toISOString() },
      },
      context.now,
    );
    return { id };
  });
}

/** Ends earlier shares with the same user or team, as far as the sharer may: those that others gave for longer or for more stay. */
async function endEarlier(
  context: WriteContext,
  tx: SqlRunner,
  customerPk: number,
  { column }: Recipient,
  recipientPk: number,
): Promise<void> {
  const share = context.nouns.get('share');
  const conditions = [context.ruleSet.view(share.name).row, context.ruleSet.write(share.name).delete];
  const earlier = await tx.rows(`SELECT pk FROM shares WHERE customer_pk = ? AND ${column} = ?`, [
    customerPk,
    recipientPk,
  ]);
  for (const pk of earlier.map((row) => Number(row[0]))) {
    const may = await rowTruth(context, tx, share, pk, conditions);
    if (!conditions.every(may)) continue;
    await tx.run('DELETE FROM shares WHERE pk = ?', [pk]);
    await noteWrite(context, tx, share, pk, 'delete');
  }
}

/** The record's key, where it is in the view. @throws KehuError NOT_FOUND */
async function keyOf(context: WriteContext, tx: SqlRunner, noun: string, id: string, path: string): Promise<number> {
  const pk = (await visibleKeys(context, tx, context.nouns.get(noun), [id])).get(id.toLowerCase());
  if (pk === undefined) throw notFound(path);
  return pk;
}

function recipientOf({ withUserId, withTeamId }: ShareInput): Recipient {
  if (withUserId != null && withTeamId == null) {
    return { noun: 'user', path: 'withUserId', column: 'with_user_pk', id: withUserId };
  }
  if (withTeamId != null && withUserId == null) {
    return { noun: 'team', path: 'withTeamId', column: 'with_team_pk', id: withTeamId };
  }
  throw badInput(
    ['withUserId', 'withTeamId'],
    'Share with one user or one team: give either withUserId or withTeamId.',
    '请指定一个用户（withUserId）或一个团队（withTeamId），二者只能选一。',
  );
}

/** A share decides who sees a customer, so each of its fields needs the rule to set it and the right to grant by it. */
const creationRules = (rules: WriteView): Predicate[] =>
  [
    rules.create,
    ...fields.flatMap((field) => {
      const rule = rules.fields.get(field);
      return rule ? [rule.create, rule.grant] : [];
    }),
  ].filter((rule) => rule.kind !== all.kind);
