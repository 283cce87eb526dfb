import { fold } from '@kehu/shared';
import type { ImportItem } from './import-item';

/**
 * What a rehearsal would have written so far: rows that come later may name or repeat it, though it is not there. Keeps
 * numbers in place of names, so that a million rows take tens of megabytes.
 */
export class Rehearsal {
  private readonly known = new Set<number>();

  /** A record that would be there now. */
  note(noun: string, { externalId, values }: Pick<ImportItem, 'externalId' | 'values'>): void {
    if (externalId !== null) this.known.add(hash(idKey(noun, externalId)));
    for (const name of [values.code, values.name]) {
      if (typeof name === 'string') this.known.add(hash(`${noun}|${fold(name)}`));
    }
  }

  /** Whether a record of this id, code or name would be there. */
  has(noun: string, name: string): boolean {
    return this.hasId(noun, name) || this.known.has(hash(`${noun}|${fold(name)}`));
  }

  /** Whether a record of this external id would be there. */
  hasId(noun: string, id: string): boolean {
    return this.known.has(hash(idKey(noun, id)));
  }
}

/** Ids are told apart by case. */
const idKey = (noun: string, id: string): string => `${noun}#${id}`;

/** 53 bits: two in a million million pairs are taken for one another, in figures of a rehearsal alone. */
function hash(text: string): number {
  let low = 0x811c9dc5;
  let high = 0x1000193;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    low = Math.imul(low ^ code, 0x01000193);
    high = Math.imul(high ^ (code + i), 0x85ebca6b);
  }
  return (low >>> 0) + (high & 0x1fffff) * 0x100000000;
}
