import type { BuiltInRules } from '../access/overlay';
import { rolesThatDeny } from '../access/grant-parts';
import type { Right } from '../access/policy';
import type { Principal } from '../access/principal';
import type { RuleBooks } from '../accounts/rule-books';
import type { AccountServices } from '../accounts/users';
import { actorOf } from '../audit/audit';
import type { Database } from '../database/database';
import { forbidden } from '../errors/errors';
import { requirePrincipal } from '../graphql/context';
import type { KehuContext } from '../graphql/kehu-context';
import type { NounRegistry } from '../model/registry';

/** What the operations of administrators stand on, beside the roads of the request's principal. */
export interface Administration {
  database: Database;
  nouns: NounRegistry;
  builtIn: BuiltInRules;
  books: RuleBooks;
  clock: () => number;
  newId: () => string;
  random: (size: number) => Buffer;
  /** Loads rules and code tables again after a change, for the rest of the request that made it. */
  refresh: () => Promise<void>;
}

/** Who acts, and what its roles allow beside records. */
export interface Administrator {
  principal: Principal;
  rights: ReadonlySet<Right>;
  /** Roles that take something away from whoever holds them. */
  taking: ReadonlySet<string>;
}

/**
 * Refuses everybody whose roles carry none of these rights: that depends on rules alone.
 * @throws KehuError FORBIDDEN
 */
export function requireRight(who: Administrator, ...rights: readonly Right[]): void {
  if (rights.some((right) => who.rights.has(right))) return;
  throw forbidden(
    [],
    `Your roles don't carry the right this needs (${rights.join(' or ')}).`,
    `您的角色没有所需的权限（${rights.join(' 或 ')}）。`,
  );
}

/** Who acts in a request. @throws KehuError UNAUTHENTICATED */
export function administratorOf(context: KehuContext): Administrator {
  const principal = requirePrincipal(context);
  const { rights, book } = context.ruleSet();
  return { principal, rights, taking: rolesThatDeny(book) };
}

/** Managing accounts on behalf of an administrator: the trail names it. */
export const accountServices = (of: Administration, who: Administrator): AccountServices => ({
  database: of.database,
  clock: of.clock,
  roleOf: (key) => of.books.role(key),
  actor: actorOf(who.principal),
});
