/** One record on its way into the database. */
export interface Draft {
  index: number;
}
