import { overlaid, type RuleDocument } from '../../src/access/overlay';
import { makeRuleBook, type RuleBook } from '../../src/access/rule-book';
import { nouns } from '../../src/access/oracle/testing/test-world';
import { currentRules } from '../../src/accounts/rule-versions';
import type { SqlRunner } from '../../src/database/database';
import { customName } from '../../src/model/custom-field';
import { builtInPolicies } from '../../src/policies';
import { builtInRoles } from '../../src/roles';

/**
 * The rules of a company as its administrators made them. Fields that they added are not part of a copy; a scope that asks for
 * one is left out, so that grants on it give nothing there.
 */
export async function companyRules(
  runner: SqlRunner,
): Promise<{ book: RuleBook; version: number; leftOut: readonly string[] }> {
  const { version, document } = await currentRules(runner);
  const asksAdded = ({ where }: RuleDocument['scopes'][number]): boolean =>
    JSON.stringify(where).includes(`"${customName('')}`);
  const known: RuleDocument = { ...document, scopes: document.scopes.filter((scope) => !asksAdded(scope)) };
  const { roles, policies } = overlaid({ roles: builtInRoles, policies: builtInPolicies }, nouns, known);
  return {
    book: makeRuleBook(1, nouns, roles, policies, known),
    version,
    leftOut: document.scopes.filter(asksAdded).map(({ name }) => name),
  };
}
