import { forbidden } from '../errors/errors';
import type { Administrator } from './administration';

/**
 * Roles that the administrator may neither give nor touch on others: with `roles:manage` none, for any role may be given by
 * that right; without it all that are not one's own, for what one gives never exceeds what one has.
 */
export const beyond = (who: Administrator, roles: readonly string[]): string[] =>
  who.rights.has('roles:manage') ? [] : roles.filter((role) => !who.principal.roles.includes(role));

/** Whether an account with these roles is one that the administrator may change, its password and sessions too. */
export const mayManage = (who: Administrator, roles: readonly string[]): boolean =>
  who.rights.has('users:manage') && beyond(who, roles).length === 0;

/**
 * @throws KehuError FORBIDDEN for roles beyond one's own
 */
export function checkGivable(who: Administrator, roles: readonly string[], path = 'roles'): void {
  const found = beyond(who, roles);
  if (found.length === 0) return;
  throw forbidden(
    [path],
    `You may give the roles you hold and no others: ${found.join(', ')}.`,
    `您只能授予自己拥有的角色，不能授予：${found.join('、')}。`,
  );
}

/** @throws KehuError FORBIDDEN */
export function checkManageable(who: Administrator, roles: readonly string[]): void {
  if (mayManage(who, roles)) return;
  throw forbidden(
    [],
    'This account holds roles that you do not hold, so you may not change it.',
    '该账号拥有您没有的角色，您不能修改。',
  );
}
