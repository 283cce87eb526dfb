import { overlaid } from '../access/overlay';
import type { Policy, Role } from '../access/policy';
import { makeRuleBook, type RuleBook } from '../access/rule-book';
import { compileRuleSet, type RuleSet } from '../access/rule-set';
import type { Principal } from '../access/principal';
import type { SqlRunner } from '../database/database';
import type { NounRegistry } from '../model/registry';
import { accessVersion } from './access-state';
import { currentRules } from './rule-versions';

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

  /** The rules in force, for those who show or change them. */
  get current(): RuleBook {
    return this.book;
  }

  role(key: string): Role | undefined {
    return this.book.roles.get(key);
  }

  /** Loads the rules again when their version has moved on; true where it had. */
  async follow(version: number): Promise<boolean> {
    if (version === this.book.version) return false;
    const { database, nouns, roles, policies } = this.options;
    const { document } = await currentRules(database);
    const rules = overlaid({ roles, policies }, nouns, document);
    this.book = makeRuleBook(version, nouns, rules.roles, rules.policies, document);
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
