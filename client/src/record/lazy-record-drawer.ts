import { createElement, lazy, Suspense, type ComponentProps } from 'react';
import { addWords } from '../i18n';

/** The drawer of a record, with the words that it needs, loaded when one is opened. */
export const RecordDrawer = lazy(async () => {
  const [module] = await Promise.all([import('./record-drawer'), addWords('record')]);
  return module;
});

const Button = lazy(async () => {
  const [module] = await Promise.all([import('./new-record'), addWords('record')]);
  return module;
});

/** The button that makes a record of a type, loaded beside the page; nothing for who may make none. */
export const NewRecord = (props: ComponentProps<typeof Button>) =>
  createElement(Suspense, { fallback: null }, createElement(Button, props));
