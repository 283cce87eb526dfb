import type { FloorAnswers, FloorPrincipal } from './principal';
import type { Row, SqlClient, Value } from './sql-client';

const listed = 'c.id,c.name,c.type,c.tier,c.status,c.industry,c.region,c.updated_at';
const whole = `${listed},c.email,c.credit_limit,c.lifetime_value,c.tags,c.created_at,c.owner_id,c.team_id`;
const newestFirst = 'ORDER BY c.updated_at DESC, c.id DESC';
const pageOf = 50;
const marks = Array(pageOf).fill('?').join(',');

/** Ids of a page, padded to the parameters of the prepared statement. */
const padded = (ids: readonly Value[]): Value[] => [...ids, ...Array<Value>(pageOf - ids.length).fill(0)];

/** The latest few children of each of 50 customers: found in the covering index, then read. */
const latest = (columns: string, table: string, by: string, count: number): string =>
  `SELECT ${columns
    .split(',')
    .map((column) => `a.${column}`)
    .join(',')} FROM (SELECT id, ROW_NUMBER() OVER (PARTITION BY customer_id ORDER BY ${by} DESC, id DESC) AS rn
   FROM ${table} WHERE customer_id IN (${marks})) x JOIN ${table} a ON a.id = x.id WHERE x.rn <= ${count} ORDER BY x.rn`;

/** Hand-written SQL on the given tables and indexes: the floor that the required shares are of. */
export function givenTables(client: SqlClient): FloorAnswers {
  const { all, dialect } = client;
  const sqlite = dialect === 'sqlite';
  const iso = (at: Value): string =>
    sqlite ? new Date(at as number).toISOString() : `${(at as string).replace(' ', 'T')}Z`;
  const money = (value: Value): Value => (sqlite ? ((value as number) / 100).toFixed(2) : value);
  const moment = (at: number): Value => (sqlite ? at : new Date(at).toISOString().slice(0, 23).replace('T', ' '));

  const item = (row: Row) => ({
    id: row[0],
    name: row[1],
    type: row[2],
    tier: row[3],
    status: row[4],
    industry: row[5],
    region: row[6],
    updated_at: iso(row[7]!),
  });
  const withOwner = (principal: FloorPrincipal) =>
    all(
      `SELECT ${listed},u.name FROM customers c JOIN users u ON u.id = c.owner_id WHERE c.team_id = ? ${newestFirst} LIMIT ${pageOf}`,
      [principal.teamId],
    );
  const ofTeam = (principal: FloorPrincipal, and: string): [string, Value[]] =>
    principal.all ? ['', []] : [` ${and} c.team_id = ?`, [principal.teamId]];

  return {
    async principalOf(tokenHash) {
      const [row] = await all(
        'SELECT s.user_id, u.role, u.team_id, s.expires_at FROM sessions s JOIN users u ON u.id = s.user_id WHERE s.token_hash = ?',
        [tokenHash],
      );
      if (!row || iso(row[3]!) <= new Date().toISOString()) return null;
      return { userId: Number(row[0]), teamId: Number(row[2]), all: row[1] === 'sales_director' };
    },
    operations: {
      async W1(principal) {
        const rows = await withOwner(principal);
        return {
          customers: rows.map((row) => ({ ...item(row), phone: null, national_id: null, owner: { name: row[8] } })),
        };
      },
      async W2(principal) {
        const rows = await withOwner(principal);
        const ids = padded(rows.map((row) => row[0]!));
        const customers = rows.map((row) => ({
          id: row[0],
          name: row[1],
          tier: row[3],
          status: row[4],
          updated_at: iso(row[7]!),
          owner: { name: row[8] },
          contacts: [] as unknown[],
          opportunities: [] as unknown[],
          activities: [] as unknown[],
        }));
        const byId = new Map(customers.map((customer) => [customer.id, customer]));
        const [contacts, opportunities, activities] = await Promise.all([
          all(latest('customer_id,id,name,title,email', 'contacts', 'created_at', 3), ids),
          all(
            `SELECT customer_id,id,name,stage,amount FROM opportunities WHERE customer_id IN (${marks}) AND is_open = 1`,
            ids,
          ),
          all(latest('customer_id,id,type,subject,occurred_at', 'activities', 'occurred_at', 5), ids),
        ]);
        for (const [of, id, name, title, email] of contacts) byId.get(of!)!.contacts.push({ id, name, title, email });
        for (const [of, id, name, stage, amount] of opportunities)
          byId.get(of!)!.opportunities.push({ id, name, stage, amount: money(amount!) });
        for (const [of, id, type, subject, at] of activities)
          byId.get(of!)!.activities.push({ id, type, subject, occurred_at: iso(at!) });
        return { customers };
      },
      async W3(principal, { id }) {
        const [where, params] = ofTeam(principal, 'AND');
        const [row] = await all(
          `SELECT ${whole},u.name,u.email,t.name FROM customers c JOIN users u ON u.id = c.owner_id JOIN teams t ON t.id = c.team_id
           WHERE c.id = ?${where}`,
          [id!, ...params],
        );
        if (!row) return { customer: null };
        return {
          customer: {
            ...item(row),
            email: row[8],
            credit_limit: money(row[9]!),
            lifetime_value: money(row[10]!),
            tags: row[11],
            created_at: iso(row[12]!),
            owner: { id: row[13], name: row[15], email: row[16] },
            team: { id: row[14], name: row[17] },
          },
        };
      },
      async W4(principal, { status, tier, region }) {
        const [own, team] = ofTeam(principal, 'AND');
        const where = `c.status = ? AND c.tier = ? AND c.region = ?${own}`;
        const params = [status!, tier!, region!, ...team];
        const list = () =>
          all(`SELECT ${listed} FROM customers c WHERE ${where} ${newestFirst} LIMIT ${pageOf}`, params);
        const count = async () => Number((await all(`SELECT COUNT(*) FROM customers c WHERE ${where}`, params))[0]![0]);
        if (principal.all) {
          const [rows, total] = await Promise.all([list(), count()]);
          return { customers: rows.map(item), total };
        }
        const rows = await list(); // a short page is its own total
        return { customers: rows.map(item), total: rows.length < pageOf ? rows.length : await count() };
      },
      async W5(principal) {
        const [where, params] = ofTeam(principal, 'WHERE');
        const rows = await all(
          `SELECT c.tier,c.region,COUNT(*),SUM(c.credit_limit) FROM customers c${where} GROUP BY c.tier,c.region`,
          params,
        );
        return { groups: rows.map(([tier, region, count, sum]) => ({ tier, region, count, sum: money(sum!) })) };
      },
      async W6(principal, { term }) {
        const [where, params] = ofTeam(principal, 'AND');
        const rows = await all(
          `SELECT ${listed} FROM customers c WHERE c.name LIKE ?${where} ${newestFirst} LIMIT 20`,
          [`%${term}%`, ...params],
        );
        return { customers: rows.map(item) };
      },
      async W7(principal, { id, industry }) {
        const now = moment(Date.now());
        const updated = await client.transaction(async (run) => {
          const [where, params] = ofTeam(principal, 'AND');
          const lock = sqlite ? '' : ' FOR UPDATE';
          const [old] = await run(`SELECT c.industry FROM customers c WHERE c.id = ?${where}${lock}`, [id!, ...params]);
          if (!old) return null;
          await run('UPDATE customers SET industry = ?, updated_at = ? WHERE id = ?', [industry!, now, id!]);
          await run('INSERT INTO audit_log (at,user_id,entity,entity_id,action,diff) VALUES (?,?,?,?,?,?)', [
            now,
            principal.userId,
            'customer',
            id!,
            'update',
            JSON.stringify({ industry: [old[0], industry] }),
          ]);
          return { id, industry, updated_at: iso(now) };
        });
        return { updateCustomer: updated };
      },
      async W8(principal, { updatedAt, number }) {
        const at = moment(Number(updatedAt));
        const [where, params] = ofTeam(principal, 'AND');
        const rows = await all(
          `SELECT ${listed} FROM customers c WHERE c.updated_at <= ? AND (c.updated_at < ? OR c.id < ?)${where} ${newestFirst} LIMIT ${pageOf}`,
          [at, at, number!, ...params],
        );
        return { customers: rows.map(item) };
      },
    },
  };
}
