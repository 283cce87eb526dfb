import type { Company, Row } from '../../src/access/oracle/company';
import { nouns } from '../../src/access/oracle/testing/test-world';
import type { SqlRunner } from '../../src/database/database';
import type { Field } from '../../src/model/registry';
import type { WriteVault } from '../../src/records/write-context';
import { inOrder } from '../proof/companies';
import type { Dice } from '../proof/dice';
import { rolesHeld } from '../proof/givers';
import { storedCompany } from '../proof/stored-company';

/** Part of a company that exists: some customers, what hangs on them, and everything these records lead to. */
export interface Sample {
  company: Company;
  /** Keys in the sample by those in the database: records are numbered anew from 1. */
  keys: ReadonlyMap<string, ReadonlyMap<number, number>>;
}

interface Wanted {
  customers: number;
  /** Users and teams that are in the sample whatever is drawn. */
  users: readonly number[];
  teams: readonly number[];
}

/** Records of a kind that hang on one record of another: so many are taken. */
const childrenOfOne = 2;

const linksOf = (noun: string): Field[] =>
  [...nouns.get(noun).fields.values()].filter(({ kind, custom }) => kind === 'link' && !custom);

/** Draws customers by chance and takes their neighbourhood along. Reads by keys alone, so the size of the company is no matter. */
export async function sampleCompany(
  runner: SqlRunner,
  opener: WriteVault,
  dice: Dice,
  { customers, users, teams }: Wanted,
): Promise<Sample> {
  const chosen = new Map(inOrder.map((noun) => [noun, new Set<number>()]));
  // A third near the person, where there is something to see; the rest anywhere, where there is something to hide.
  const near = [
    ...(await drawn(runner, dice, 'owner_pk', users, Math.ceil(customers / 6))),
    ...(await drawn(runner, dice, 'team_pk', teams, Math.ceil(customers / 6))),
  ];
  for (const pk of near) chosen.get('customer')!.add(pk);
  for (const pk of await drawn(runner, dice, null, [], customers - near.length)) chosen.get('customer')!.add(pk);
  for (const pk of users) chosen.get('user')!.add(pk);
  for (const pk of teams) chosen.get('team')!.add(pk);
  // Twice: items hang on orders, which hang on customers.
  for (const round of [1, 2]) for (const noun of inOrder) await takeChildren(runner, noun, chosen, round === 2);
  await close(runner, chosen);
  const picked = new Map([...chosen].map(([noun, pks]) => [noun, [...pks].sort((a, b) => a - b)]));
  const stored = await storedCompany(runner, { opener, keys: picked });
  return renumbered(stored, picked, await rolesOfUsers(runner, picked.get('user') ?? []));
}

/** Keys of customers by chance: of all, or of those with one of `values` in a column. */
async function drawn(
  runner: SqlRunner,
  dice: Dice,
  column: 'owner_pk' | 'team_pk' | null,
  values: readonly number[],
  count: number,
): Promise<number[]> {
  if (column !== null && values.length === 0) return [];
  const { table } = nouns.get('customer');
  const among = column === null ? '1 = 1' : `${column} IN (${values.map(() => '?').join(', ')})`;
  const [[first, last] = []] = await runner.rows(`SELECT MIN(pk), MAX(pk) FROM ${table} WHERE ${among}`, [...values]);
  if (first === null || first === undefined) return [];
  const found = new Set<number>();
  for (let tries = 0; tries < count * 3 && found.size < count; tries++) {
    const from = Number(first) + dice.int(Number(last) - Number(first) + 1);
    const [row] = await runner.rows(`SELECT pk FROM ${table} WHERE ${among} AND pk >= ? ORDER BY pk LIMIT 1`, [
      ...values,
      from,
    ]);
    if (row) found.add(Number(row[0]));
  }
  return [...found];
}

/** Records of the noun that hang on chosen ones; of nouns that have some already only where asked. */
async function takeChildren(
  runner: SqlRunner,
  noun: string,
  chosen: Map<string, Set<number>>,
  again: boolean,
): Promise<void> {
  const definition = nouns.get(noun);
  const parent = linksOf(noun).find(({ to, name }) => name === definition.parent || to === 'customer');
  if (!parent || noun === 'customer' || (again && chosen.get(noun)!.size > 0)) return;
  for (const pk of chosen.get(parent.to!)!) {
    const rows = await runner.rows(
      `SELECT pk FROM ${definition.table} WHERE ${parent.column} = ? ORDER BY pk LIMIT ${childrenOfOne}`,
      [pk],
    );
    for (const [child] of rows) chosen.get(noun)!.add(Number(child));
  }
}

/** Whatever a chosen record leads to is chosen too. */
async function close(runner: SqlRunner, chosen: Map<string, Set<number>>): Promise<void> {
  const seen = new Map(inOrder.map((noun) => [noun, new Set<number>()]));
  for (let more = true; more;) {
    more = false;
    for (const noun of inOrder) {
      const links = linksOf(noun);
      const fresh = [...chosen.get(noun)!].filter((pk) => !seen.get(noun)!.has(pk));
      for (const pk of fresh) seen.get(noun)!.add(pk);
      if (fresh.length === 0 || links.length === 0) continue;
      const rows = await runner.rows(
        `SELECT ${links.map(({ column }) => column).join(', ')} FROM ${nouns.get(noun).table}
         WHERE pk IN (${fresh.map(() => '?').join(', ')})`,
        fresh,
      );
      for (const row of rows)
        links.forEach(({ to }, i) => {
          if (row[i] !== null) chosen.get(to!)!.add(Number(row[i]));
        });
      more = true;
    }
  }
}

async function rolesOfUsers(runner: SqlRunner, users: readonly number[]): Promise<Map<number, string[]>> {
  const roles = new Map<number, string[]>();
  if (users.length === 0) return roles;
  const rows = await runner.rows(
    `SELECT user_pk, role FROM user_roles WHERE user_pk IN (${users.map(() => '?').join(', ')}) ORDER BY user_pk, position, role`,
    [...users],
  );
  for (const [pk, role] of rows) roles.set(Number(pk), [...(roles.get(Number(pk)) ?? []), String(role)]);
  return roles;
}

function renumbered(
  stored: Company,
  picked: ReadonlyMap<string, readonly number[]>,
  roles: Map<number, string[]>,
): Sample {
  const keys = new Map([...picked].map(([noun, pks]) => [noun, new Map(pks.map((pk, i) => [pk, i + 1]))]));
  const company = Object.fromEntries(
    Object.entries(stored).map(([noun, rows]): [string, Row[]] => [
      noun,
      rows.map((row) => ({
        ...row,
        ...Object.fromEntries(
          linksOf(noun).map(({ name, to }) => [name, keys.get(to!)!.get(row[name] as number) ?? null]),
        ),
        ...(noun === 'user' && { [rolesHeld]: roles.get(row.pk) ?? [] }),
        pk: keys.get(noun)!.get(row.pk)!,
      })),
    ]),
  );
  return { company, keys };
}
