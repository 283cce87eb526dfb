import { randomBytes } from 'node:crypto';
import { compileRuleSet } from '../../src/access/rule-set';
import type { World } from '../../src/access/oracle/company';
import { nouns } from '../../src/access/oracle/testing/test-world';
import type { Database } from '../../src/database/database';
import { bytesToId } from '../../src/query/values';
import { recordHooks } from '../../src/record-hooks';
import type { WriteContext } from '../../src/records/write-context';
import { vault } from './load-company';

/** The write road of the world's principal, without a server around it. */
export function writingOf(
  world: World,
  database: Database,
  bytes: (size: number) => Buffer = randomBytes,
): WriteContext {
  return {
    principal: world.principal,
    ruleSet: compileRuleSet(world.book, world.principal.roles, world.principal.purpose),
    nouns,
    now: world.now,
    vault,
    dictionaryName: (_, key) => key,
    dictionaryKeys: () => [],
    strict: false,
    onSensitiveRead: async () => undefined,
    database,
    newId: () => bytesToId(bytes(16)),
    randomBytes: bytes,
    hooks: recordHooks,
    onGrant: async () => undefined,
    onCodeTaken: async () => undefined,
  };
}
