import { limits } from '@kehu/shared';
import { badInput } from '../errors/errors';
import type { PageRequest } from '../query/selection';

const maxCount = 1_000_000;

/** A count's own bound: between 1 and a million. */
export function countLimitOf(limit: unknown): number {
  if (limit === null || limit === undefined) return limits.defaultCountLimit;
  const wanted = Number(limit);
  if (wanted >= 1 && wanted <= maxCount) return wanted;
  throw badInput('limit', 'limit is a number from 1 to 1,000,000.', 'limit 必须在 1 到 1,000,000 之间。');
}

/** `first`/`after` or `last`/`before`, never both; pages of at most 200. */
export function pageArgs(
  args: Readonly<Record<string, unknown>>,
): Pick<PageRequest, 'first' | 'after' | 'last' | 'before'> {
  const forward = args.first != null || args.after != null;
  const backward = args.last != null || args.before != null;
  if (forward && backward) {
    throw badInput(
      ['first', 'last'],
      'Page forward with first and after, or backward with last and before; not both.',
      '请使用 first/after 向前翻页，或 last/before 向后翻页，不能同时使用。',
    );
  }
  if (backward && args.last == null) {
    throw badInput('last', 'before needs last: how many records stand before it.', 'before 需要与 last 一起使用。');
  }
  return {
    first: sizeOf(args.first, 'first'),
    after: (args.after as string | undefined) ?? null,
    last: args.last == null ? null : sizeOf(args.last, 'last'),
    before: (args.before as string | undefined) ?? null,
  };
}

/** The size of a page as asked for. @throws KehuError BAD_USER_INPUT for less than one or too many */
export function sizeOf(value: unknown, name: string): number {
  if (value === null || value === undefined) return limits.defaultPageSize;
  const size = Number(value);
  if (size >= 1 && size <= limits.maxPageSize) return size;
  throw badInput(
    name,
    `A page holds 1 to ${limits.maxPageSize} records; "${name}" asks for ${size}. Read on with "after".`,
    `每页可包含 1 至 ${limits.maxPageSize} 条记录，“${name}”请求了 ${size} 条，请用 after 继续读取。`,
  );
}
