import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { InMemoryCache } from '@apollo/client';
import { Kind, print, type DocumentNode } from 'graphql';
import { transformWithOxc, type Plugin } from 'vite';

const isOperation = (value: unknown): value is DocumentNode =>
  typeof value === 'object' &&
  value !== null &&
  (value as DocumentNode).kind === Kind.DOCUMENT &&
  (value as DocumentNode).definitions.some(({ kind }) => kind === Kind.OPERATION_DEFINITION);

/** SHA-256, in hexadecimal, of each operation in the form in which the app's client sends it. */
export function documentHashes(documents: readonly unknown[]): string[] {
  const cache = new InMemoryCache();
  const hashes = documents.filter(isOperation).map((document) =>
    createHash('sha256')
      .update(print(cache.transformDocument(document)))
      .digest('hex'),
  );
  return [...new Set(hashes)].sort();
}

/** The generated module as Node can run it: it lies inside the project, so that its imports are found. */
async function generatedDocuments(root: string): Promise<readonly unknown[]> {
  const source = join(root, 'src/generated/graphql.ts');
  const folder = join(root, 'node_modules/.kehu');
  const file = join(folder, `documents-${process.pid}.mjs`);
  const { code } = await transformWithOxc(readFileSync(source, 'utf8'), source);
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, code);
  try {
    return Object.values((await import(pathToFileURL(file).href)) as Record<string, unknown>);
  } finally {
    rmSync(file);
  }
}

/**
 * Leaves `documents.json` beside the app: what the server runs for everybody who is signed in, without the right to send
 * queries of one's own.
 */
export function trustedDocuments(): Plugin {
  let root = '';
  return {
    name: 'kehu:trusted-documents',
    apply: 'build',
    configResolved(config) {
      root = config.root;
    },
    async generateBundle() {
      const source = JSON.stringify(documentHashes(await generatedDocuments(root)));
      this.emitFile({ type: 'asset', fileName: 'documents.json', source });
    },
  };
}
