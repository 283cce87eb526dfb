import type { Noun } from '../model/registry';
import type { Selection } from '../query/selection';

/** All plain fields of a noun: for records that hand-written operations answer with, whose selection they don't follow. */
export const selectEverything = (noun: Noun): Selection => ({
  fields: [...noun.fields.values()].filter((field) => field.kind !== 'link' && field.kind !== 'many'),
  links: [],
  manys: [],
  history: [],
  access: true,
});
