import type { ExecutionResult } from 'graphql';
import { KehuError } from '../../src/errors/errors';
import type { Principal } from '../../src/access/principal';
import { firstDemoKey } from '../../src/accounts/demo-accounts';
import { builtInRoles } from '../../src/roles';
import { testNow, type TestKehu } from '../kehu';

/* eslint-disable @typescript-eslint/no-explicit-any -- answers of any shape */
export type Row = any;
export type As = string | Principal | null;

/** The data of an answer; fails where it came with errors. */
export async function answer(
  kehu: TestKehu,
  as: As,
  document: string,
  variables?: Record<string, unknown>,
): Promise<Row> {
  const { data, errors } = await kehu.ask(as, document, variables);
  if (errors)
    throw new Error(`${typeof as === 'string' ? as : 'client'}: ${errors.map(String).join('; ')}\n${document}`);
  return data;
}

/** Code and fields of the one refusal of an answer; null where there is none. */
export function refusal(result: ExecutionResult): { code: string; fields: readonly string[] } | null {
  const error = result.errors?.[0]?.originalError;
  if (!result.errors) return null;
  if (!(error instanceof KehuError)) throw new Error(result.errors.map(String).join('; '));
  return { code: error.code, fields: error.fields };
}

/** Everything of an answer that a client could see, as text. */
export const bytes = (result: ExecutionResult): string =>
  JSON.stringify({
    data: result.data ?? null,
    errors: result.errors?.map((error) => ({
      message: error.message,
      path: error.path,
      ...(error.originalError instanceof KehuError
        ? { code: error.originalError.code, fields: error.originalError.fields }
        : { unexpected: String(error.originalError ?? error) }),
    })),
  });

/** Ids of a whole list, page by page. */
export async function everyId(kehu: TestKehu, as: As, list: string, where: object = {}): Promise<string[]> {
  const type = `${list[0]!.toUpperCase()}${list.slice(1)}`.replace(/ies$/, 'y').replace(/s$/, '');
  const ids: string[] = [];
  for (let after: string | null = null; ;) {
    const page: Row = (
      await answer(
        kehu,
        as,
        `query ($where: ${type}Where, $after: String) { page: ${list}(where: $where, first: 200, after: $after) {
           nodes { id } pageInfo { hasNextPage endCursor } } }`,
        { where, after },
      )
    ).page;
    ids.push(...page.nodes.map((node: Row) => node.id));
    if (!page.pageInfo.hasNextPage) return ids;
    after = page.pageInfo.endCursor;
  }
}

const roleOf = (key: string): (typeof builtInRoles)[number] | undefined =>
  builtInRoles.find((role) => role.key === key);

/** `demo-erp` as its key makes it. */
export async function demoErp(kehu: TestKehu): Promise<Principal> {
  const { database } = kehu.test;
  const services = { database, clock: () => testNow, actor: { type: 'system' } as const, roleOf };
  const key = await firstDemoKey(services);
  const found = key && (await kehu.authenticator.authenticate(key, undefined));
  if (!found) throw new Error('no key of demo-erp');
  return found.principal;
}
