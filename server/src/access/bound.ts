import { and, none, not, or, type Predicate } from './predicate';
import type { Principal } from './principal';

/**
 * The condition with this principal's values in the place of their names: what it says of a row whoever asks. So conditions of
 * different principals can stand side by side in one statement.
 */
export function boundTo(principal: Principal, predicate: Predicate): Predicate {
  const inner = (of: Predicate): Predicate => boundTo(principal, of);
  switch (predicate.kind) {
    case 'and':
      return and(...predicate.of.map(inner));
    case 'or':
      return or(...predicate.of.map(inner));
    case 'not':
      return not(inner(predicate.of));
    case 'isMe':
      return principal.kind === 'user' ? { kind: 'in', field: predicate.field, values: [principal.pk] } : none;
    case 'inMyTeams': {
      const teams = predicate.with === 'teams' ? principal.teamPks : principal.subtreeTeamPks;
      return teams.length > 0 ? { kind: 'in', field: predicate.field, values: teams } : none;
    }
    case 'isSelf':
      if (predicate.pk !== undefined) return predicate;
      return principal.kind === 'user' ? { kind: 'isSelf', pk: principal.pk } : none;
    case 'via':
    case 'some': {
      const where = inner(predicate.where);
      return where.kind === 'none' ? none : { ...predicate, where };
    }
    default:
      return predicate;
  }
}
