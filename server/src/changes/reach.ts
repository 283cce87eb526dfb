import type { SqlRunner } from '../database/database';
import type { Noun, NounRegistry } from '../model/registry';
import { join, list, raw, sql, type Sql } from '../query/sql';
import { bytesToId } from '../query/values';
import type { Path } from './dependencies';

// Raw SQL past every view: it decides which records are looked at, and nothing of it is told. What a subscriber gets is
// read through its view alone, and comes out the same however many records too many are looked at.

/** Most keys of one statement. */
const chunk = 500;

/** Public ids of the records of `root`, by internal key, that the changed rows at the end of a path belong to. */
export async function reached(
  runner: SqlRunner,
  nouns: NounRegistry,
  root: Noun,
  path: Path,
  pks: readonly number[],
): Promise<Map<number, string>> {
  const found = new Map<number, string>();
  for (let i = 0; i < pks.length; i += chunk) {
    const { text, params } = statement(nouns, root, path, pks.slice(i, i + chunk));
    for (const [pk, id] of await runner.rows(text, params)) found.set(Number(pk), bytesToId(id as Uint8Array));
  }
  return found;
}

function statement(nouns: NounRegistry, root: Noun, { hops }: Path, pks: readonly number[]): Sql {
  const joins: Sql[] = [];
  let place = 't0.pk';
  hops.forEach((hop, i) => {
    const from = `t${i}`;
    if (hop.kind === 'link' && i === hops.length - 1) {
      place = `${from}.${hop.column}`; // the row that links here is enough, wherever the target is
      return;
    }
    const target = nouns.get(hop.to!);
    const to = `t${i + 1}`;
    const on =
      hop.kind === 'link'
        ? `${to}.pk = ${from}.${hop.column}`
        : `${to}.${nouns.field(target.name, hop.via!).column} = ${from}.pk`;
    joins.push(raw(`JOIN ${target.table} ${to} ON ${on}`));
    place = `${to}.pk`;
  });
  return sql`SELECT DISTINCT t0.pk, t0.id FROM ${raw(root.table)} t0 ${join(joins, ' ')} WHERE ${raw(place)} IN ${list(padded(pks))}`;
}

/** Few different lengths, so that few statements are prepared: the last key is repeated. */
export function padded<T>(keys: readonly T[]): T[] {
  let length = 1;
  while (length < keys.length) length *= 4;
  return [...keys, ...new Array<T>(Math.min(length, chunk) - keys.length).fill(keys.at(-1)!)];
}
