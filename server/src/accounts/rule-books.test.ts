import type { RuleDocument } from '../access/overlay';
import { noRules } from '../access/overlay';
import type { SqlRunner } from '../database/database';
import { NounRegistry } from '../model/registry';
import { nounDefinitions } from '../nouns';
import { builtInPolicies } from '../policies';
import { builtInRoles } from '../roles';
import { RuleBooks } from './rule-books';

/** A database that answers each question for rules when it is told to, with the rules of when it was asked. */
class SlowRules implements Pick<SqlRunner, 'rows'> {
  version = 0;
  readonly waiting: (() => void)[] = [];
  private hold = false;

  slowly(): void {
    this.hold = true;
  }

  async rows(text: string): Promise<unknown[][]> {
    if (text.includes('access_state')) return [[this.version]];
    if (!text.includes('rule_versions')) return [];
    const document: RuleDocument = noRules;
    const answer = [[this.version, JSON.stringify(document)]];
    if (!this.hold) return answer;
    this.hold = false;
    await new Promise<void>((resolve) => this.waiting.push(resolve));
    return answer;
  }
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const opened = async (): Promise<{ database: SlowRules; books: RuleBooks }> => {
  const database = new SlowRules();
  const books = await RuleBooks.open({
    database: database as unknown as SqlRunner,
    nouns: new NounRegistry(nounDefinitions),
    roles: builtInRoles,
    policies: builtInPolicies,
  });
  return { database, books };
};

describe('RuleBooks', () => {
  test('never puts rules that were read earlier in the place of newer ones', async () => {
    const { database, books } = await opened();
    database.version = 1;
    database.slowly();
    const earlier = books.follow(1);
    await settled();
    database.version = 2;
    const later = books.follow(2);
    await settled();
    for (const go of database.waiting) go();
    expect(await earlier).toBe(true);
    await later;
    expect(books.version).toBe(2);
  });

  test('goes back where the database did', async () => {
    const { database, books } = await opened();
    database.version = 3;
    await books.follow(3);
    database.version = 1;
    await books.follow(1);
    expect(books.version).toBe(1);
  });

  test('loads once for many who ask at the same time', async () => {
    const { database, books } = await opened();
    database.version = 1;
    expect(await Promise.all([books.follow(1), books.follow(1), books.follow(1)])).toEqual([true, false, false]);
  });

  test('a load that fails does not stand in the way of the next', async () => {
    const { database, books } = await opened();
    const rows = database.rows.bind(database);
    database.version = 1;
    database.rows = () => Promise.reject(new Error('gone'));
    await expect(books.follow(1)).rejects.toThrow('gone');
    database.rows = rows;
    expect(await books.follow(1)).toBe(true);
    expect(books.version).toBe(1);
  });
});
