import type { RuleDocument } from '../access/overlay';
import { overlaid } from '../access/overlay';
import { bumpAccessVersion } from '../accounts/access-state';
import { currentRules, rulesAt } from '../accounts/rule-versions';
import { actorOf, append } from '../audit/audit';
import { ConstraintError, type SqlRunner } from '../database/database';
import { KehuError, badInput, notFound } from '../errors/errors';
import { idToBytes } from '../query/values';
import { requireRight, type Administration, type Administrator } from './administration';
import { changedRules, type RuleChange } from './rule-changes';

// Raw SQL: the rules are what views are made of, so they are no view's rows.

/** A change of the rules as administrators ask for it. */
export interface SaveRules {
  changes: readonly RuleChange[];
  /** The version that the administrator looked at: somebody else's change in between is a conflict. */
  version: number;
  note?: string | null;
}

/**
 * Saves changes of the rules as one new version: whole or not at all, effective with the next operation on every node.
 * @throws KehuError FORBIDDEN, BAD_USER_INPUT, NOT_FOUND, CONFLICT
 */
export async function saveRules(of: Administration, who: Administrator, input: SaveRules): Promise<number> {
  requireRight(who, 'roles:manage');
  if (input.changes.length === 0) throw badInput('changes', 'There is nothing to save.', '没有需要保存的修改。');
  return store(of, who, input, null, async (_, document) =>
    changedRules(of.builtIn, of.nouns, document, input.changes),
  );
}

/**
 * Goes back to the rules as they were at an earlier version, by a new one.
 * @throws KehuError FORBIDDEN, NOT_FOUND, CONFLICT
 */
export async function restoreRules(
  of: Administration,
  who: Administrator,
  input: { to: number; version: number; note?: string | null },
): Promise<number> {
  requireRight(who, 'roles:manage');
  return store(of, who, { changes: [], ...input }, input.to, async (tx) => {
    const document = await rulesAt(tx, input.to);
    if (!document) throw notFound('to');
    return changedRules(of.builtIn, of.nouns, document, []);
  });
}

async function store(
  of: Administration,
  who: Administrator,
  input: SaveRules,
  restored: number | null,
  make: (tx: SqlRunner, document: RuleDocument) => Promise<RuleDocument>,
): Promise<number> {
  const note = input.note?.trim() || null;
  if (note !== null && [...note].length > 500) {
    throw badInput('note', 'A note has at most 500 characters.', '备注最多 500 个字符。');
  }
  const now = of.clock();
  try {
    return await of.database.transaction(async (tx) => {
      await bumpAccessVersion(tx);
      // Fields may have been retired since the request began: rules that name one could not be read by anybody.
      await of.refresh();
      const current = await currentRules(tx);
      if (current.version !== input.version) throw changedMeanwhile();
      const document = await make(tx, current.document);
      await checkStillManaged(of, tx, document);
      const version = current.version + 1;
      await tx.run(
        `INSERT INTO rule_versions (id, version, at, by_user_pk, note, restored, changes, document)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
        [
          idToBytes(of.newId()),
          version,
          now,
          who.principal.kind === 'user' ? who.principal.pk : null,
          note,
          restored,
          JSON.stringify(input.changes),
          JSON.stringify(document),
        ],
      );
      await append(
        tx,
        {
          actor: actorOf(who.principal),
          action: 'rule-changed',
          detail: { version, ...(restored !== null && { restored }), kinds: kindsOf(input.changes) },
        },
        now,
      );
      return version;
    });
  } catch (error) {
    // Another node saved at the same moment.
    if (error instanceof ConstraintError && error.kind === 'unique') throw changedMeanwhile();
    throw error;
  }
}

const kindsOf = (changes: readonly RuleChange[]): string[] =>
  changes.map((change) => Object.keys(change).find((key) => change[key as keyof RuleChange] != null)!);

const changedMeanwhile = (): KehuError =>
  new KehuError(
    'CONFLICT',
    {
      en: 'Somebody changed the rules in the meantime. Load them again and repeat your change.',
      zh: '规则已被他人修改，请重新加载后再保存。',
    },
    ['version'],
  );

/**
 * Refuses rules, those in force unless others are given, that would leave nobody who can change them back. To be asked behind the
 * step of the access version, where nobody else changes rules or who holds which role until the transaction ends.
 * @throws KehuError BAD_USER_INPUT
 */
export async function checkStillManaged(of: Administration, tx: SqlRunner, document?: RuleDocument): Promise<void> {
  const keepers = overlaid(of.builtIn, of.nouns, document ?? (await currentRules(tx)).document)
    .roles.filter(({ rights }) => rights.includes('roles:manage'))
    .map(({ key }) => key);
  const rows =
    keepers.length === 0
      ? []
      : await tx.rows(
          `SELECT 1 FROM user_roles r JOIN users u ON u.pk = r.user_pk WHERE u.disabled = 0
           AND r.role IN (${keepers.map(() => '?').join(', ')}) LIMIT 1`,
          keepers,
        );
  if (rows.length > 0) return;
  throw badInput(
    'changes',
    'This would leave nobody who may change rules. Give the right roles:manage to somebody else first.',
    '此修改后将没有人可以修改规则，请先将 roles:manage 权限授予他人。',
  );
}
