import { randomUUID } from 'node:crypto';
import type { Principal } from '../access/principal';
import type { SqlRunner } from '../database/database';
import { idToBytes } from '../query/values';

/** Who did something. Anonymous: nobody was signed in; system: an operator at the command line, or the server itself. */
export type Actor =
  | { type: 'user' | 'client'; id: string } // public id
  | { type: 'anonymous' | 'system' };

export type AuditAction =
  | 'sign-in'
  | 'sign-in-failed'
  | 'sign-out'
  | 'sign-out-everywhere'
  | 'user-created'
  | 'user-disabled'
  | 'user-enabled'
  | 'user-password-set'
  | 'user-roles-set'
  | 'user-teams-set'
  | 'user-changed'
  | 'sessions-ended'
  | 'team-created'
  | 'team-changed'
  | 'access-reviewed'
  | 'dictionary-changed'
  | 'field-created'
  | 'field-changed'
  | 'field-retired'
  | 'field-restored'
  | 'preview-as'
  | 'key-created'
  | 'key-revoked'
  | 'rule-changed'
  | 'role-changed'
  | 'read-sensitive'
  | 'export'
  | 'import'
  | 'grant' // a write that changed who sees what
  | 'share'
  | 'unshare'
  | 'merge'
  | 'merge-proposed'
  | 'unmerge'
  | 'code-taken';

/**
 * One line of the audit trail. It names fields and ids, never values: what a record's values were is told by its history,
 * through the reader's own view.
 */
export interface AuditEntry {
  actor: Actor;
  action: AuditAction;
  /** Kind of the record it is about. */
  noun?: string;
  /** Public id of that record. */
  recordId?: string;
  fields?: readonly string[];
  /** Shapes and counts, such as the ids of a list that was read or the shape of a filter. No values of records. */
  detail?: Readonly<Record<string, unknown>>;
}

/** The actor a principal is. */
export const actorOf = (principal: Pick<Principal, 'kind' | 'id'> | null): Actor =>
  principal ? { type: principal.kind, id: principal.id } : { type: 'anonymous' };

/**
 * Appends to the audit trail; the table refuses changes and deletions. Run it in the transaction of what it tells about, so
 * that neither is kept without the other.
 */
export async function append(runner: SqlRunner, entry: AuditEntry, at: number = Date.now()): Promise<void> {
  const { actor } = entry;
  await runner.run(
    `INSERT INTO audit_entries (id, at, actor_type, actor_id, action, noun, record_id, fields, detail)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [
      idToBytes(randomUUID()),
      at,
      actor.type,
      'id' in actor ? idToBytes(actor.id) : null,
      entry.action,
      entry.noun ?? null,
      entry.recordId === undefined ? null : idToBytes(entry.recordId),
      entry.fields ? JSON.stringify(entry.fields) : null,
      entry.detail ? JSON.stringify(entry.detail) : null,
    ],
  );
}
