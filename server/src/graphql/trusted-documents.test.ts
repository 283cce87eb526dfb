import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'graphql';
import { documentHash, loadTrustedDocuments, mayRun } from './trusted-documents';

const own = parse('{ me { id name } }');

describe('documents', () => {
  it('of the app run for everybody, other ones by right', () => {
    const trusted = new Set([documentHash(own)]);
    expect(mayRun(new Set(), own, trusted)).toBe(true);
    expect(mayRun(new Set(), parse('{ me { id } }'), trusted)).toBe(false);
    expect(mayRun(new Set(['query:adhoc']), parse('{ me { id } }'), trusted)).toBe(true);
  });

  it('are the same however they are laid out', () => {
    expect(documentHash(parse('query{me{id,name}} # comment'))).toBe(documentHash(own));
    expect(documentHash(parse('{ me { name id } }'))).not.toBe(documentHash(own));
  });

  it('are listed by the build of the app, or none is trusted', () => {
    const folder = mkdtempSync(join(tmpdir(), 'kehu-documents-'));
    try {
      const file = join(folder, 'documents.json');
      expect(loadTrustedDocuments(file).size).toBe(0);
      writeFileSync(file, JSON.stringify([documentHash(own)]));
      expect(loadTrustedDocuments(file).has(documentHash(own))).toBe(true);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
