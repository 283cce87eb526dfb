import { all, and, none, not, or, type Predicate } from '../../access/predicate';

/**
 * The condition freed of whose it is: it holds wherever the given one holds for anybody (`widely`), or only where it holds for
 * everybody.
 */
export function couldHold(predicate: Predicate, widely: boolean): Predicate {
  switch (predicate.kind) {
    case 'and':
      return and(...predicate.of.map((part) => couldHold(part, widely)));
    case 'or':
      return or(...predicate.of.map((part) => couldHold(part, widely)));
    case 'not':
      return not(couldHold(predicate.of, !widely));
    case 'isMe':
    case 'inMyTeams':
      return widely ? not({ kind: 'isNull', field: predicate.field }) : none;
    case 'isSelf':
    case 'giverMay':
      return widely ? all : none;
    case 'via':
      return { ...predicate, where: couldHold(predicate.where, widely) };
    case 'some':
      return { ...predicate, where: couldHold(predicate.where, widely) };
    default:
      return predicate;
  }
}

/** Whether the condition says the same whoever asks. */
export function sameForAll(predicate: Predicate): boolean {
  switch (predicate.kind) {
    case 'and':
    case 'or':
      return predicate.of.every(sameForAll);
    case 'not':
      return sameForAll(predicate.of);
    case 'via':
    case 'some':
      return sameForAll(predicate.where);
    case 'isMe':
    case 'inMyTeams':
    case 'isSelf':
    case 'giverMay':
      return false;
    default:
      return true;
  }
}
