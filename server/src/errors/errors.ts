/** The closed list of codes a client may meet in `extensions.code`. */
export type ErrorCode =
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  | 'CONFLICT'
  | 'BAD_USER_INPUT'
  | 'QUERY_TOO_EXPENSIVE'
  | 'RATE_LIMITED'
  | 'UNAVAILABLE'
  | 'INTERNAL';

/** A sentence for a person in each language of the product. */
export interface Sentence {
  en: string;
  zh: string;
}

/**
 * An expected outcome: a code, the fields to blame and a sentence that names the remedy.
 * Never carries a value the caller may not read; what is not a KehuError becomes one constant INTERNAL answer.
 */
export class KehuError extends Error {
  constructor(
    readonly code: ErrorCode,
    readonly sentence: Sentence,
    readonly fields: readonly string[] = [],
    /** The sentence without what it tells of records, where it tells any: for whoever reads it later, in another view. */
    readonly unnamed: Sentence | null = null,
  ) {
    super(sentence.en);
    this.name = 'KehuError';
  }
}

/** Input that can't be taken as it stands. `field` is the path of the input at fault. */
export const badInput = (field: string | readonly string[], en: string, zh: string): KehuError =>
  new KehuError('BAD_USER_INPUT', { en, zh }, typeof field === 'string' ? [field] : field);

/** No rule lets the principal do this; depends on rules alone. */
export const forbidden = (fields: readonly string[], en?: string, zh?: string): KehuError =>
  new KehuError(
    'FORBIDDEN',
    {
      en: en ?? (fields.length ? `You may not use: ${fields.join(', ')}.` : 'You may not do this.'),
      zh: zh ?? (fields.length ? `您无权使用：${fields.join('、')}。` : '您无权执行此操作。'),
    },
    fields,
  );

/** The one answer for absent, invisible and deleted records. */
export const notFound = (field: string | readonly string[] = 'id'): KehuError =>
  new KehuError(
    'NOT_FOUND',
    { en: 'There is no such record.', zh: '没有这条记录。' },
    typeof field === 'string' ? [field] : field,
  );

/** The record has moved on since the caller read it. */
export const staleVersion = (): KehuError =>
  new KehuError(
    'CONFLICT',
    {
      en: 'Somebody changed this record in the meantime. Load it again and repeat your change.',
      zh: '该记录已被他人修改，请重新加载后再保存。',
    },
    ['version'],
  );

/** No valid credential; the same for every cause. */
export const unauthenticated = (): KehuError =>
  new KehuError('UNAUTHENTICATED', { en: 'Sign in to continue.', zh: '请先登录。' });
