import { badInput, forbidden } from '../errors/errors';
import type { ReadContext } from '../query/context';
import { sealCursor, unsealCursor } from '../query/cursor';
import { allOf, bind, list, raw, sql, yes, type Sql } from '../query/sql';
import { bytesToId, dateTimeToColumn, idToBytes } from '../query/values';

/** Which entries are asked for; all conditions must hold. */
export interface AuditFilter {
  /** Public id of a user or client. */
  actorId?: string | null;
  actions?: readonly string[] | null;
  /** Kind of the record it is about, as nouns are named. */
  noun?: string | null;
  recordId?: string | null;
  /** ISO 8601; from this moment on. */
  from?: string | null;
  /** ISO 8601; before this moment. */
  before?: string | null;
}

/** One entry of the audit trail as it is shown: who did what to which record and fields, never a value. */
export interface ShownAuditEntry {
  id: string;
  at: string;
  actorType: string;
  actorId: string | null;
  action: string;
  noun: string | null;
  recordId: string | null;
  /** Records of a list that was read. */
  recordIds: readonly string[];
  fields: readonly string[];
  cursor: string;
}

export interface AuditPage {
  entries: readonly ShownAuditEntry[];
  hasNextPage: boolean;
  hasPreviousPage: boolean;
  total: { count: number; exact: boolean } | null;
}

const shape = 'audit';

/**
 * A page of the audit trail, newest first, for holders of `audit:read`. The trail has no rows of its own for anybody else, so
 * that the right decides alone.
 * @throws KehuError FORBIDDEN, BAD_USER_INPUT
 */
export async function readAudit(
  context: ReadContext,
  filter: AuditFilter,
  page: { first: number; after: string | null; countLimit: number | null },
): Promise<AuditPage> {
  if (!context.ruleSet.rights.has('audit:read')) throw forbidden(['auditEntries']);
  const where = conditionsOf(filter);
  const total = page.countLimit === null ? null : await count(context, where, page.countLimit);
  const place = page.after === null ? null : unsealCursor(context, shape, page.after, 'after');
  const after = place
    ? sql`(a.at < ${bind(place.values[0]!)} OR (a.at = ${bind(place.values[0]!)} AND a.pk < (SELECT p.pk FROM audit_entries p WHERE p.id = ${bind(place.id)})))`
    : yes;
  const text = sql`SELECT a.id, a.at, a.actor_type, a.actor_id, a.action, a.noun, a.record_id, a.fields, a.detail
    FROM audit_entries a WHERE ${allOf([where, after])} ORDER BY a.at DESC, a.pk DESC LIMIT ${raw(String(page.first + 1))}`;
  const rows = await context.runner.rows(text.text, text.params);
  const entries = rows.slice(0, page.first).map((row): ShownAuditEntry => {
    const recordId = idOf(row[6]);
    return {
      id: bytesToId(row[0] as Uint8Array),
      at: new Date(Number(row[1])).toISOString(),
      actorType: String(row[2]),
      actorId: idOf(row[3]),
      action: String(row[4]),
      noun: row[5] === null ? null : String(row[5]),
      recordId,
      recordIds: recordId === null ? idsOf(row[8]) : [recordId],
      fields: row[7] === null ? [] : (JSON.parse(String(row[7])) as string[]),
      cursor: sealCursor(context, shape, [Number(row[1])], row[0] as Buffer),
    };
  });
  return { entries, hasNextPage: rows.length > page.first, hasPreviousPage: page.after !== null, total };
}

function conditionsOf(filter: AuditFilter): Sql {
  const conditions: Sql[] = [];
  if (filter.actorId != null) conditions.push(sql`a.actor_id = ${bind(idToBytes(filter.actorId))}`);
  if (filter.actions != null) {
    if (filter.actions.length > 100) throw badInput('where.actions', 'At most 100 actions.', '最多 100 个操作。');
    conditions.push(sql`a.action IN ${list(filter.actions)}`);
  }
  if (filter.noun != null) conditions.push(sql`a.noun = ${bind(filter.noun)}`);
  if (filter.recordId != null) conditions.push(sql`a.record_id = ${bind(idToBytes(filter.recordId))}`);
  if (filter.from != null) conditions.push(sql`a.at >= ${bind(dateTimeToColumn(filter.from, 'where.from'))}`);
  if (filter.before != null) conditions.push(sql`a.at < ${bind(dateTimeToColumn(filter.before, 'where.before'))}`);
  return allOf(conditions);
}

async function count(context: ReadContext, where: Sql, limit: number): Promise<{ count: number; exact: boolean }> {
  const text = sql`SELECT COUNT(*) FROM (SELECT 1 FROM audit_entries a WHERE ${where} LIMIT ${raw(String(limit + 1))}) n`;
  const found = Number((await context.runner.rows(text.text, text.params))[0]![0]);
  return found > limit ? { count: limit, exact: false } : { count: found, exact: true };
}

const idOf = (value: unknown): string | null => (value === null ? null : bytesToId(value as Uint8Array));

function idsOf(detail: unknown): string[] {
  if (detail === null) return [];
  const { ids } = JSON.parse(String(detail)) as { ids?: unknown };
  return Array.isArray(ids) ? ids.map(String) : [];
}
