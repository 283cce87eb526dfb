import { randomUUID } from 'node:crypto';
import { fold, formatDecimal } from '@kehu/shared';
import { bytesToId, idToBytes } from '../../src/query/values';
import { benchRoles } from '../company/rules';
import type { FloorAnswers, FloorPrincipal } from './principal';
import type { Row, SqlClient, Value } from './sql-client';

const listed = 'c.id,c.name,c.kind,c.tier,c.status,c.industry,c.region,c.updated_at';
const whole = `${listed},c.primary_email,c.credit_limit,c.lifetime_value,c.tags,c.created_at`;
const live = 'c.deleted_at IS NULL';
const newestFirst = 'ORDER BY c.updated_at DESC, c.pk DESC';
const pageOf = 50;
const marks = Array(pageOf).fill('?').join(',');

const padded = (keys: readonly Value[]): Value[] => [...keys, ...Array<Value>(pageOf - keys.length).fill(0)];

const latest = (columns: string, table: string, by: string, count: number): string =>
  `SELECT ${columns
    .split(',')
    .map((column) => `a.${column}`)
    .join(',')} FROM (SELECT pk, ROW_NUMBER() OVER (PARTITION BY customer_pk ORDER BY ${by} DESC, pk DESC) AS rn
   FROM ${table} WHERE customer_pk IN (${marks}) AND deleted_at IS NULL) x JOIN ${table} a ON a.pk = x.pk WHERE x.rn <= ${count} ORDER BY x.rn`;

const id = (value: Value): string => bytesToId(value as Buffer);
const key = (value: Value) => (value === null ? null : { key: value });
const iso = (value: Value): string => new Date(value as number).toISOString();
const decimal = (value: Value): string => formatDecimal(Number(value));

const item = (row: Row) => ({
  id: id(row[0]!),
  name: row[1],
  kind: row[2],
  tier: key(row[3]!),
  status: row[4],
  industry: key(row[5]!),
  region: key(row[6]!),
  updatedAt: iso(row[7]!),
});

/** The best hand-written SQL on Kehu's own tables, answering what Kehu answers: what is left above it is overhead. */
export function kehuTables(client: SqlClient): FloorAnswers {
  const { all } = client;
  const withOwner = (principal: FloorPrincipal, more = '') =>
    all(
      `SELECT ${listed},u.name${more} FROM customers c JOIN users u ON u.pk = c.owner_pk WHERE c.team_pk = ? AND ${live} ${newestFirst} LIMIT ${pageOf}`,
      [principal.teamId],
    );
  const ofTeam = (principal: FloorPrincipal): [string, Value[]] =>
    principal.all ? [live, []] : [`${live} AND c.team_pk = ?`, [principal.teamId]];

  return {
    async principalOf(tokenHash) {
      const [row] = await all(
        `SELECT s.user_pk, r.role, u.team_pk, s.expires_at, s.idle_expires_at, u.disabled FROM sessions s
         JOIN users u ON u.pk = s.user_pk JOIN user_roles r ON r.user_pk = u.pk WHERE s.token_hash = ?`,
        [tokenHash],
      );
      const now = Date.now();
      if (!row || Number(row[3]) <= now || Number(row[4]) <= now || row[5] !== 0) return null;
      return { userId: Number(row[0]), teamId: Number(row[2]), all: row[1] === benchRoles.manager };
    },
    operations: {
      async W1(principal) {
        const rows = await withOwner(principal);
        const nodes = rows.map((row) => ({
          ...item(row),
          primaryPhone: null,
          nationalId: null,
          owner: { name: row[8] },
        }));
        return { customers: { nodes } };
      },
      async W2(principal) {
        const rows = await withOwner(principal, ',c.pk');
        const keys = padded(rows.map((row) => row[9]!));
        const nodes = rows.map((row) => ({
          id: id(row[0]!),
          name: row[1],
          tier: key(row[3]!),
          status: row[4],
          updatedAt: iso(row[7]!),
          owner: { name: row[8] },
          contacts: { nodes: [] as unknown[] },
          opportunities: { nodes: [] as unknown[] },
          activities: { nodes: [] as unknown[] },
        }));
        const byKey = new Map(rows.map((row, i) => [row[9]!, nodes[i]!]));
        const [contacts, opportunities, activities] = await Promise.all([
          all(latest('customer_pk,id,name,title,primary_email', 'contacts', 'updated_at', 3), keys),
          // The plus keeps SQLite from its index on closed_at, which two thirds of all opportunities satisfy.
          all(
            `SELECT customer_pk,id,name,stage,amount FROM opportunities
             WHERE customer_pk IN (${marks}) AND +closed_at IS NULL AND deleted_at IS NULL`,
            keys,
          ),
          all(latest('customer_pk,id,kind,subject,occurred_at', 'activities', 'occurred_at', 5), keys),
        ]);
        for (const [of, at, name, title, primaryEmail] of contacts)
          byKey.get(of!)!.contacts.nodes.push({ id: id(at!), name, title, primaryEmail });
        for (const [of, at, name, stage, amount] of opportunities)
          byKey.get(of!)!.opportunities.nodes.push({ id: id(at!), name, stage: key(stage!), amount: decimal(amount!) });
        for (const [of, at, kind, subject, occurredAt] of activities)
          byKey.get(of!)!.activities.nodes.push({ id: id(at!), kind, subject, occurredAt: iso(occurredAt!) });
        return { customers: { nodes } };
      },
      async W3(principal, { id: wanted }) {
        const [where, params] = ofTeam(principal);
        const [row] = await all(
          `SELECT ${whole},u.id,u.name,u.email,t.id,t.name FROM customers c JOIN users u ON u.pk = c.owner_pk
           JOIN teams t ON t.pk = c.team_pk WHERE c.id = ? AND ${where}`,
          [idToBytes(String(wanted)), ...params],
        );
        if (!row) return { customer: null };
        return {
          customer: {
            ...item(row),
            primaryEmail: row[8],
            creditLimit: decimal(row[9]!),
            lifetimeValue: decimal(row[10]!),
            tags: JSON.parse(String(row[11] ?? 'null')) as unknown,
            createdAt: iso(row[12]!),
            owner: { id: id(row[13]!), name: row[14], email: row[15] },
            team: { id: id(row[16]!), name: row[17] },
          },
        };
      },
      async W4(principal, { status, tier, region }) {
        const [own, team] = ofTeam(principal);
        const where = `c.status = ? AND c.tier = ? AND c.region = ? AND ${own}`;
        const params = [status!, tier!, region!, ...team];
        const list = () =>
          all(`SELECT ${listed} FROM customers c WHERE ${where} ${newestFirst} LIMIT ${pageOf}`, params);
        const count = async () => Number((await all(`SELECT COUNT(*) FROM customers c WHERE ${where}`, params))[0]![0]);
        const answer = (rows: Row[], total: number) => ({
          customers: { totalCount: { count: total, exact: true }, nodes: rows.map(item) },
        });
        if (principal.all) return answer(...(await Promise.all([list(), count()])));
        const rows = await list();
        return answer(rows, rows.length < pageOf ? rows.length : await count());
      },
      async W5(principal) {
        const [where, params] = ofTeam(principal);
        const rows = await all(
          `SELECT c.tier,c.region,COUNT(*),CAST(SUM(c.credit_limit) AS CHAR) FROM customers c WHERE ${where} GROUP BY c.tier,c.region`,
          params,
        );
        const nodes = rows.map(([tier, region, count, sum]) => ({
          key: { tier: key(tier!), region: key(region!) },
          count,
          sum: { creditLimit: decimal(sum!) },
        }));
        return { customerAggregate: { nodes } };
      },
      async W6(principal, { term }) {
        const [where, params] = ofTeam(principal);
        const rows = await all(
          `SELECT ${listed} FROM customers c WHERE ${where} AND c.name_fold LIKE ? ${newestFirst} LIMIT 20`,
          [...params, `%${fold(String(term))}%`],
        );
        return { customers: { nodes: rows.map(item) } };
      },
      async W7(principal, { id: wanted, version, industry }) {
        const now = Date.now();
        const customer = await client.transaction(async (run) => {
          const [where, params] = ofTeam(principal);
          const lock = client.dialect === 'sqlite' ? '' : ' FOR UPDATE';
          const [old] = await run(
            `SELECT c.pk, c.version, c.industry FROM customers c WHERE c.id = ? AND ${where}${lock}`,
            [idToBytes(String(wanted)), ...params],
          );
          if (!old || old[1] !== version) return null;
          await run('UPDATE customers SET industry = ?, updated_at = ?, version = version + 1 WHERE pk = ?', [
            industry!,
            now,
            old[0]!,
          ]);
          await run(
            'INSERT INTO history (id,noun,record_pk,at,by_user_pk,by_client_pk,action,changes) VALUES (?,?,?,?,?,NULL,?,?)',
            [
              idToBytes(randomUUID()),
              'customer',
              old[0]!,
              now,
              principal.userId,
              'update',
              JSON.stringify([{ field: 'industry', old: old[2], new: industry }]),
            ],
          );
          return { id: wanted, version: Number(version) + 1, industry: { key: industry }, updatedAt: iso(now) };
        });
        return { updateCustomer: { customer } };
      },
      async W8(principal, { updatedAt, number }) {
        const [where, params] = ofTeam(principal);
        const rows = await all(
          `SELECT ${listed} FROM customers c WHERE c.updated_at <= ? AND (c.updated_at < ? OR c.pk < ?) AND ${where} ${newestFirst} LIMIT ${pageOf}`,
          [Number(updatedAt), Number(updatedAt), number!, ...params],
        );
        return { customers: { nodes: rows.map(item) } };
      },
    },
  };
}
