import type { JobVault } from '../jobs/job-vault';
import type { StoredImport } from './import-store';

/**
 * Closes what an import keeps beside records: its file, refused rows, replaced values and what a rehearsal found hold values
 * that records store encrypted. Each is bound to where it stands.
 */
export interface ImportSeal {
  closeBytes(place: string, plain: Buffer): Buffer;
  openBytes(place: string, bytes: Buffer): Buffer;
  closeJson(place: string, value: unknown): string;
  openJson(place: string, text: string): unknown;
}

/** An import with what opens its books. */
export interface ImportBook {
  pk: number;
  seal: ImportSeal;
}

export function bookOf(vault: JobVault, { pk, id, sealed }: Pick<StoredImport, 'pk' | 'id' | 'sealed'>): ImportBook {
  if (!sealed) return { pk, seal: open };
  const at = (place: string): string => `import|${id}|${place}`;
  return {
    pk,
    seal: {
      closeBytes: (place, plain) => vault.close(at(place), plain),
      openBytes: (place, bytes) => vault.open(at(place), bytes),
      closeJson: (place, value) => vault.closeJson(at(place), value),
      openJson: (place, text) => vault.openJson(at(place), text),
    },
  };
}

/** Imports from before these were sealed are gone on with as they were begun, until their books are taken away. */
const open: ImportSeal = {
  closeBytes: (_place, plain) => plain,
  openBytes: (_place, bytes) => bytes,
  closeJson: (_place, value) => JSON.stringify(value),
  openJson: (_place, text) => JSON.parse(text) as unknown,
};
