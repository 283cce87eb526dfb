import type { Field } from '../model/registry';
import type { OrderBy } from './sort';
import type { Where } from './where';

/** What of one noun's rows is asked for; the query module reads these columns and no others. */
export interface Selection {
  /** Each once, under however many keys it is answered. */
  fields: readonly Field[];
  links: readonly LinkSelection[];
  manys: readonly ManySelection[];
  history: readonly HistorySelection[];
  access: boolean;
  /**
   * The same object for selections that read the same columns, which lets their statements be compiled once. Left out where
   * a selection comes only once.
   */
  shape?: object;
}

/** A to-one relation under its response key. */
export interface LinkSelection {
  key: string;
  field: Field;
  selection: Selection;
}

/** A page of a to-many relation under its response key. */
export interface ManySelection {
  key: string;
  field: Field;
  page: PageRequest;
}

export interface HistorySelection {
  key: string;
  first: number;
  after: string | null;
  /** What of the person who made a change is asked for. */
  by: Selection | null;
}

/** Arguments and selection of a connection. */
export interface PageRequest {
  where: Where | null;
  search: string | null;
  orderBy: readonly OrderBy[];
  first: number;
  after: string | null;
  last: number | null;
  before: string | null;
  deleted: boolean;
  selection: Selection;
  /** Highest number to count to, where `totalCount` is asked. */
  countLimit: number | null;
  /** False where only the count is asked. */
  wantsRows: boolean;
}
