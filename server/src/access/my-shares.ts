import type { Predicate } from './predicate';

/**
 * Whether a condition over shares can only hold for a share that is for the principal or one of its teams. Where there is
 * none at all ({@link Principal.holdsShares}), "some share such that" holds for no record and a rule can leave it out.
 */
export function isOfMyShares(where: Predicate): boolean {
  switch (where.kind) {
    case 'isMe':
      return where.field === 'withUser';
    case 'inMyTeams':
      return where.field === 'withTeam' && where.with === 'teams';
    case 'and':
      return where.of.some(isOfMyShares);
    case 'or':
      return where.of.length > 0 && where.of.every(isOfMyShares);
    default:
      return false;
  }
}
