import type { Sentence } from '../errors/errors';

/** A cell that can't be read as what its column means. */
export class CellError extends Error {
  readonly sentence: Sentence;

  constructor(en: string, zh: string) {
    super(en);
    this.name = 'CellError';
    this.sentence = { en, zh };
  }
}
