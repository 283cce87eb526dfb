import { lazy } from 'react';
import { addWords } from '../i18n';

/** The drawer of a record, with the words that it needs, loaded when one is opened. */
export const RecordDrawer = lazy(async () => {
  const [module] = await Promise.all([import('./record-drawer'), addWords('record')]);
  return module;
});
