import type { Deny, Grant, Policy, Role } from '../access/policy';
import type { Predicate } from '../access/predicate';
import { makeRuleBook, type RuleBook } from '../access/rule-book';
import { compileRuleSet, type RuleSet } from '../access/rule-set';
import type { Principal } from '../access/principal';
import type { SqlRow, SqlRunner } from '../database/database';
import type { NounRegistry } from '../model/registry';
import { accessVersion } from './access-state';

// Raw SQL: rules are what views are made of, so they are read before any view exists.

export interface RuleBooksOptions {
  database: SqlRunner;
  nouns: NounRegistry;
  roles: readonly Role[];
  policies: readonly Policy[];
}

/** The rules in force: the built-in ones overlaid by the administrators', compiled once for each set of roles. */
export class RuleBooks {
  private book: RuleBook;
  private readonly sets = new Map<string, RuleSet>();

  private constructor(private readonly options: RuleBooksOptions) {
    this.book = makeRuleBook(-1, options.nouns, options.roles, options.policies);
  }

  static async open(options: RuleBooksOptions): Promise<RuleBooks> {
    const books = new RuleBooks(options);
    await books.follow(await accessVersion(options.database));
    return books;
  }

  /** The access version that the rules were read at. */
  get version(): number {
    return this.book.version;
  }

  role(key: string): Role | undefined {
    return this.book.roles.get(key);
  }

  /** Loads the rules again when their version has moved on; true where it had. */
  async follow(version: number): Promise<boolean> {
    if (version === this.book.version) return false;
    const { database, nouns, roles, policies } = this.options;
    const roleRows = await database.rows('SELECT name, label, purposes, rights FROM roles ORDER BY position, name');
    const ruleRows = await database.rows('SELECT role, noun, kind, body FROM rules WHERE enabled = 1 ORDER BY pk');
    const overlaid = policies.map((policy) => overlay(policy, ruleRows));
    this.book = makeRuleBook(version, nouns, [...roles, ...roleRows.map(toRole)], overlaid);
    this.sets.clear();
    return true;
  }

  /** The compiled rules of a principal under the purpose of its request. */
  ruleSet(principal: Principal): RuleSet {
    const key = `${principal.purpose}|${principal.roles.join(',')}`;
    let set = this.sets.get(key);
    if (!set) {
      set = compileRuleSet(this.book, principal.roles, principal.purpose);
      this.sets.set(key, set);
    }
    return set;
  }
}

function toRole([name, label, purposes, rights]: SqlRow): Role {
  return {
    key: String(name),
    label: JSON.parse(String(label)) as Role['label'],
    purposes: JSON.parse(String(purposes)) as Role['purposes'],
    rights: JSON.parse(String(rights ?? '[]')) as Role['rights'],
  };
}

/**
 * A policy with the administrators' rules of its noun laid over it: scopes and grants are added, denies subtract,
 * `disable` takes a role's built-in grants away.
 */
export function overlay(policy: Policy, rows: readonly SqlRow[]): Policy {
  const roles: Record<string, readonly Grant[]> = { ...(policy.roles as Record<string, readonly Grant[]>) };
  const denies: Record<string, readonly Deny[]> = { ...(policy.denies as Record<string, readonly Deny[]>) };
  const scopes: Record<string, Predicate> = { ...policy.scopes };
  const own = rows.filter((row) => row[1] === policy.noun);
  for (const [role, , kind] of own) if (kind === 'disable') roles[String(role)] = [];
  for (const [role, , kind, body] of own) {
    const rule: unknown = JSON.parse(String(body));
    const key = String(role);
    if (kind === 'grant') roles[key] = [...(roles[key] ?? []), rule as Grant];
    if (kind === 'deny') denies[key] = [...(denies[key] ?? []), rule as Deny];
    if (kind === 'scope') {
      const { name, predicate } = rule as { name: string; predicate: Predicate };
      scopes[name] = predicate;
    }
  }
  return { ...policy, roles, denies, scopes };
}
