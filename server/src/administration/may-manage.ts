import type { Principal } from '../access/principal';
import { forbidden } from '../errors/errors';
import type { Administrator } from './administration';

/** What decides beside its rules what an account sees. */
export interface Held {
  roles: readonly string[];
  /** Home team and further ones. */
  teamPks: readonly number[];
}

/** With this right anything may be given: it is as strong as every role. */
const givesAny = (who: Administrator): boolean => who.rights.has('roles:manage');

/** The principal and those by whose view it is bound: nothing it gives exceeds any of them. */
const bounds = ({ within, ...principal }: Principal): Omit<Principal, 'within'>[] => [
  principal,
  ...(within ? bounds(within.principal) : []),
];

/** Roles that the administrator may neither give nor touch on others: what one gives never exceeds what one has. */
const beyond = (who: Administrator, roles: readonly string[]): string[] =>
  givesAny(who) ? [] : roles.filter((role) => bounds(who.principal).some((one) => !one.roles.includes(role)));

/** One's own roles that take something away: who is given roles without them would see what oneself does not. */
const leftOut = (who: Administrator, roles: readonly string[]): string[] =>
  givesAny(who)
    ? []
    : bounds(who.principal).flatMap((one) => one.roles.filter((role) => who.taking.has(role) && !roles.includes(role)));

/** Teams that are neither the administrator's nor below one of them: their records are not for it to show. */
const outside = (who: Administrator, teamPks: readonly number[]): number[] =>
  givesAny(who)
    ? []
    : teamPks.filter((pk) => bounds(who.principal).some(({ subtreeTeamPks }) => !subtreeTeamPks.includes(pk)));

/** Whether an account that holds this is one that the administrator may change, its password and sessions too. */
export const mayManage = (who: Administrator, { roles, teamPks }: Held): boolean =>
  who.rights.has('users:manage') &&
  beyond(who, roles).length + leftOut(who, roles).length + outside(who, teamPks).length === 0;

/** @throws KehuError FORBIDDEN for roles beyond one's own */
export function checkHeld(who: Administrator, roles: readonly string[], path = 'roles'): void {
  const found = beyond(who, roles);
  if (found.length === 0) return;
  throw forbidden(
    [path],
    `You may give the roles you hold and no others: ${found.join(', ')}.`,
    `您只能授予自己拥有的角色，不能授予：${found.join('、')}。`,
  );
}

/** @throws KehuError FORBIDDEN for roles beyond one's own, or without those of one's own that take something away */
export function checkGivable(who: Administrator, roles: readonly string[], path = 'roles'): void {
  checkHeld(who, roles, path);
  const missing = leftOut(who, roles);
  if (missing.length === 0) return;
  throw forbidden(
    [path],
    `These roles of yours take something away, so whoever you give roles has them too: ${missing.join(', ')}.`,
    `您的以下角色带有限制，授予他人角色时须一并授予：${missing.join('、')}。`,
  );
}

/** @throws KehuError FORBIDDEN for teams that are not one's own or below */
export function checkReach(who: Administrator, teamPks: readonly number[], path: string): void {
  if (outside(who, teamPks).length === 0) return;
  throw forbidden(
    [path],
    'You may choose your own teams and those below them, for members of a team see its records.',
    '您只能选择自己所在的团队及其下级团队，因为团队成员可以查看该团队的记录。',
  );
}

/** @throws KehuError FORBIDDEN */
export function checkManageable(who: Administrator, held: Held): void {
  if (mayManage(who, held)) return;
  throw forbidden(
    [],
    'This account sees what you do not see, by its roles or teams, so you may not change it.',
    '该账号凭其角色或团队可以查看您无权查看的内容，您不能修改。',
  );
}
