import { badInput, forbidden } from '../errors/errors';
import { Compilation } from '../query/context';
import { predicateSql } from '../query/predicate-sql';
import { list, raw, sql } from '../query/sql';
import type { SqlRunner } from '../database/database';
import type { Draft } from '../records/draft';
import type { RecordHooks } from '../records/hooks';
import { readingIn, type WriteContext } from '../records/write-context';

/** A share is given by somebody, to one user or one team, and never with more than the giver may do. */
export const shareHooks: RecordHooks = {
  noun: 'share',
  alwaysGrants: true,
  async complete(context, tx, drafts) {
    const rights = await rightsOn(context, tx, drafts);
    for (const draft of drafts) {
      draft.keep('createdBy', context.principal.kind === 'user' ? context.principal.pk : null);
      const { share, update } = rights.get(draft.after('customer') as number) ?? { share: false, update: false };
      if (!share) draft.refuse(forbidden([], 'You may not share this record.', '您无权共享该记录。'));
      if (draft.after('write') === true && !update) draft.refuse(forbidden(['write']));
      checkTarget(draft, context.now);
    }
  },
};

function checkTarget(draft: Draft, now: number): void {
  const targets = ['withUser', 'withTeam'].filter((field) => draft.after(field) !== null);
  if (targets.length !== 1) {
    const fields = ['withUserId', 'withTeamId'];
    draft.refuseLater(badInput(fields, 'Share with one user or one team.', '请选择一个用户或一个团队进行共享。'));
  }
  const until = draft.after('until');
  if (typeof until === 'number' && until <= now) {
    draft.refuseLater(badInput('until', 'The share would end before it begins.', '有效期必须晚于当前时间。'));
  }
}

/** Whether the giver may share each customer, and change it. */
async function rightsOn(
  context: WriteContext,
  tx: SqlRunner,
  drafts: readonly Draft[],
): Promise<ReadonlyMap<number, { share: boolean; update: boolean }>> {
  const customer = context.nouns.get('customer');
  const write = context.ruleSet.write('customer');
  const compilation = new Compilation(readingIn(context, tx));
  const alias = compilation.alias();
  const share = predicateSql(compilation, customer, alias, write.share);
  const update = predicateSql(compilation, customer, alias, write.update);
  const pks = drafts.map((draft) => draft.after('customer') as number);
  const text = sql`SELECT ${alias}.pk, COALESCE(${share}, 0), COALESCE(${update}, 0) FROM ${raw(customer.table)} ${alias} WHERE ${alias}.pk IN ${list(pks)}`;
  const rows = await tx.rows(text.text, text.params);
  return new Map(rows.map(([pk, s, u]) => [Number(pk), { share: Number(s) === 1, update: Number(u) === 1 }]));
}
