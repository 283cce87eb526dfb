import type { GuardedRow } from '../access/guard';

/** A change in one subscriber's view. The row was read through that view when the change was found. */
export interface ViewChange {
  kind: 'CREATED' | 'UPDATED' | 'REMOVED';
  /** Public id. */
  id: string;
  /** Null where it left the view. */
  row: GuardedRow | null;
  /** The subscription tells of this record for the first time. */
  first: boolean;
}
