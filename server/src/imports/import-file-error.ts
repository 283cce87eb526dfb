import { KehuError } from '../errors/errors';

/** The file as a whole can't be imported; nothing of it was written. The sentence says what to do. */
export class ImportFileError extends KehuError {
  constructor(
    readonly file: string,
    en: string,
    zh: string,
  ) {
    super('BAD_USER_INPUT', { en: `${file}: ${en}`, zh: `${file}：${zh}` }, ['file']);
    this.name = 'ImportFileError';
  }
}
