import { intersectRuleSets } from '../access/intersect';
import { overlaid } from '../access/overlay';
import type { Policy, Role } from '../access/policy';
import { makeRuleBook, type RuleBook } from '../access/rule-book';
import { compileRuleSet, type RuleSet } from '../access/rule-set';
import type { Principal, Purpose } from '../access/principal';
import type { SqlRunner } from '../database/database';
import { fieldsIn, storedFields, type StoredField } from '../custom-fields/stored-fields';
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

const unmoved = Promise.resolve(false);

/** The rules in force: the built-in ones overlaid by the administrators', compiled once for each set of roles. */
export class RuleBooks {
  private book: RuleBook;
  private readonly sets = new Map<string, RuleSet>();
  /** The same for those without limits, by their list of roles itself: each request asks several times. */
  private ofRoles = new WeakMap<readonly string[], Map<Purpose, RuleSet>>();
  /** The nouns with the fields of administrators as they were read last. */
  private custom: { fields: string; nouns: NounRegistry };

  private loading = unmoved;

  private constructor(private readonly options: RuleBooksOptions) {
    this.custom = { fields: '[[],[]]', nouns: options.nouns };
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

  /**
   * Loads the rules again when their version has moved on; true where it had. One after another, each as they are by then:
   * whoever began earlier and took longer must not put older rules in the place of newer ones.
   */
  follow(version: number): Promise<boolean> {
    if (version === this.book.version) return unmoved;
    const loaded = this.loading.then(() => this.load());
    this.loading = loaded.catch(() => false);
    return loaded;
  }

  private async load(): Promise<boolean> {
    const { database, roles, policies } = this.options;
    const version = await accessVersion(database);
    if (version === this.book.version) return false;
    const { document } = await currentRules(database);
    const nouns = this.withCustom(await storedFields(database));
    const rules = overlaid({ roles, policies }, nouns, document);
    this.book = makeRuleBook(version, nouns, rules.roles, rules.policies, document);
    this.sets.clear();
    this.ofRoles = new WeakMap();
    return true;
  }

  /** The nouns as they are with these fields of administrators: the same object for as long as nothing about them changes. */
  private withCustom(stored: readonly StoredField[]): NounRegistry {
    const used = fieldsIn(stored, 'use');
    const retired = fieldsIn(stored, 'retirement');
    const now = JSON.stringify([used, retired]);
    if (now !== this.custom.fields) this.custom = { fields: now, nouns: this.options.nouns.with(used, retired) };
    return this.custom.nouns;
  }

  /**
   * The compiled rules of a principal under the purpose of its request. One that is bound by somebody else's view gets the
   * intersection, made for the two of them.
   */
  ruleSet(principal: Principal): RuleSet {
    const own = this.shared(principal);
    const { within } = principal;
    if (!within) return own;
    const other = { principal: within.principal, ruleSet: this.ruleSet(within.principal) };
    const both = intersectRuleSets(own, other, within.readOnly);
    const known = this.sets.get(both.key);
    if (!known) this.sets.set(both.key, both);
    return known ?? both;
  }

  private shared({ purpose, roles, limits }: Principal): RuleSet {
    const known = limits ? undefined : this.ofRoles.get(roles)?.get(purpose);
    if (known) return known;
    const key = `${purpose}|${roles.join(',')}|${limits ? JSON.stringify(limits) : ''}`;
    let set = this.sets.get(key);
    if (!set) {
      set = compileRuleSet(this.book, roles, purpose, limits ?? null);
      this.sets.set(key, set);
    }
    if (!limits) this.ofRoles.set(roles, (this.ofRoles.get(roles) ?? new Map<Purpose, RuleSet>()).set(purpose, set));
    return set;
  }
}
