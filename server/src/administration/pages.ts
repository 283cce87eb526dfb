import { limits } from '@kehu/shared';
import { badInput } from '../errors/errors';

/** A page size that is taken. @throws KehuError BAD_USER_INPUT */
export function rangeCheck(first: number | null | undefined): number {
  const size = first ?? 50;
  if (Number.isInteger(size) && size >= 1 && size <= limits.maxPageSize) return size;
  throw badInput('first', `A page holds 1 to ${limits.maxPageSize}.`, `每页为 1 至 ${limits.maxPageSize} 条。`);
}
