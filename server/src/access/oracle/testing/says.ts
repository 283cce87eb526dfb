import type { Predicate } from '../../predicate';
import { linked, linking, type Row, type World } from '../company';
import { holds } from '../scopes';

/**
 * Whether a compiled condition holds for a raw row. Unlike {@link holds}, which asks the semantics for the giver of a share, it
 * asks the ways that the compiler filled in.
 */
export function says(world: World, noun: string, row: Row, predicate: Predicate): boolean {
  switch (predicate.kind) {
    case 'and':
      return predicate.of.every((part) => says(world, noun, row, part));
    case 'or':
      return predicate.of.some((part) => says(world, noun, row, part));
    case 'not':
      return !says(world, noun, row, predicate.of);
    case 'via': {
      const target = linked(world, noun, row, predicate.link);
      return target !== null && says(world, world.nouns.field(noun, predicate.link).to!, target, predicate.where);
    }
    case 'some': {
      const target = world.nouns.field(noun, predicate.many).to!;
      return linking(world, noun, row, predicate.many).some((child) => says(world, target, child, predicate.where));
    }
    case 'giverMay': {
      const giver = row[predicate.giver] as number;
      const staff = world.staff?.get(giver);
      const target = linked(world, noun, row, predicate.link);
      if (!staff || !target || !predicate.ways) return false;
      const theirs: World = { ...world, principal: { ...world.principal, ...staff, kind: 'user', pk: giver } };
      const isSo = (where: Predicate): boolean => says(theirs, predicate.record, target, where);
      return predicate.ways.some(
        ({ roles, where, except }) =>
          roles.some((role) => staff.roles.includes(role)) &&
          isSo(where) &&
          !except.some((taking) => staff.roles.includes(taking.role) && isSo(taking.where)),
      );
    }
    default:
      return holds(world, noun, row, predicate);
  }
}
