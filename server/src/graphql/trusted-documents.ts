import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { print, type DocumentNode } from 'graphql';
import type { Right } from '../access/policy';
import { KehuError } from '../errors/errors';

/** The app's own documents by the SHA-256 of their text as graphql-js prints it, in hexadecimal. */
export type TrustedDocuments = ReadonlySet<string>;

/**
 * Reads the list that the build of the app leaves beside it: a JSON array of hashes. None is left where the app was not
 * built; then nothing is trusted.
 */
export function loadTrustedDocuments(file: string): TrustedDocuments {
  if (!existsSync(file)) return new Set();
  return new Set(JSON.parse(readFileSync(file, 'utf8')) as string[]);
}

const hashes = new WeakMap<DocumentNode, string>();

/** Spaces, commas and comments do not count. */
export function documentHash(document: DocumentNode): string {
  let hash = hashes.get(document);
  if (hash === undefined) {
    hash = createHash('sha256').update(print(document)).digest('hex');
    hashes.set(document, hash);
  }
  return hash;
}

/** Whether somebody with these rights may run the document: one of their own by right, one of the app's always. */
export const mayRun = (rights: ReadonlySet<Right>, document: DocumentNode, trusted: TrustedDocuments): boolean =>
  rights.has('query:adhoc') || trusted.has(documentHash(document));

/** The refusal of a document that is not the app's. */
export const notTrusted = (): KehuError =>
  new KehuError('FORBIDDEN', {
    en: 'Your roles run the app’s own queries only; documents of one’s own need the right query:adhoc.',
    zh: '您的角色只能使用应用内置的查询；自定义查询需要 query:adhoc 权限。',
  });
