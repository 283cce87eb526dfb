import type { SqlValue } from '../database/database';
import { badInput } from '../errors/errors';
import type { ReadContext } from './context';
import { textOf } from './values';

/** Where a cursor stands: the shown sort values of a row and its public id. */
export interface Place {
  values: readonly SqlValue[];
  id: Buffer;
}

/** A cursor tells nothing and works only for the principal, rules and order it was made for. */
const bindingOf = (context: ReadContext, shape: string): string =>
  `cursor|${context.ruleSet.key}|${context.principal.kind}|${context.principal.id}|${shape}`;

export const sealCursor = (context: ReadContext, shape: string, values: readonly unknown[], id: Buffer): string =>
  context.vault.seal(JSON.stringify([values.map(textOf), id.toString('hex')]), bindingOf(context, shape));

/** BAD_USER_INPUT names `path` for anything that is not a cursor of this list. */
export function unsealCursor(context: ReadContext, shape: string, cursor: string, path: string): Place {
  const plain = context.vault.unseal(cursor, bindingOf(context, shape));
  if (plain === null) {
    throw badInput(
      path,
      `${path} is not a cursor of this list. Cursors end when the order or your rights change; start from the first page.`,
      `${path} 不是此列表的游标。排序或权限变化后游标失效，请从第一页开始。`,
    );
  }
  const [values, id] = JSON.parse(plain) as [SqlValue[], string];
  return { values, id: Buffer.from(id, 'hex') };
}
