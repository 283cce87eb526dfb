import { parseDecimal } from '@kehu/shared';
import { idOf } from '../company/values';

/** An answer without the shape its server gives it, so that two can be compared as text. */
export type Plain = unknown;

type Any = Record<string, unknown>;

const at = (moment: unknown): number => Date.parse(String(moment));
const amount = (decimal: unknown): number => parseDecimal(String(decimal).replace(/^(-?\d+\.\d{4})\d+$/, '$1'));
const keyOf = (entry: unknown): unknown => (entry as Any | null)?.key ?? null;
const nodesOf = (connection: unknown): Any[] => (connection as { nodes: Any[] }).nodes;
const byId = (a: Any, b: Any): number => (String(a.id) < String(b.id) ? -1 : 1);
const byGroup = (a: Any, b: Any): number => (`${a.tier} ${a.region}` < `${b.tier} ${b.region}` ? -1 : 1);

const customer = (id: unknown, kind: unknown, codes: readonly unknown[], row: Any, updatedAt: unknown): Any => ({
  id,
  name: row.name,
  kind,
  status: row.status,
  codes,
  updatedAt: at(updatedAt),
  owner: (row.owner as Any | undefined)?.name,
});

const given = (row: Any): Any => {
  const plain = customer(
    idOf('customer', Number(row.id)),
    row.type,
    [row.tier, row.industry, row.region],
    row,
    row.updated_at,
  );
  if (row.contacts) {
    plain.contacts = (row.contacts as Any[]).map(({ id, ...rest }) => ({ id: idOf('contact', Number(id)), ...rest }));
    plain.activities = (row.activities as Any[]).map(({ id, type, subject, occurred_at }) => ({
      id: idOf('activity', Number(id)),
      kind: type,
      subject,
      at: at(occurred_at),
    }));
    plain.opportunities = (row.opportunities as Any[])
      .map(({ id, name, stage, amount: value }) => ({
        id: idOf('opportunity', Number(id)),
        name,
        stage,
        amount: amount(value),
      }))
      .sort(byId);
  }
  return plain;
};

const kehu = (row: Any): Any => {
  const codes = [keyOf(row.tier) ?? undefined, keyOf(row.industry) ?? undefined, keyOf(row.region) ?? undefined];
  const plain = customer(row.id, row.kind, codes, row, row.updatedAt);
  if (row.contacts) {
    plain.contacts = nodesOf(row.contacts).map(({ id, name, title, primaryEmail }) => ({
      id,
      name,
      title,
      email: primaryEmail,
    }));
    plain.activities = nodesOf(row.activities).map(({ id, kind, subject, occurredAt }) => ({
      id,
      kind,
      subject,
      at: at(occurredAt),
    }));
    plain.opportunities = nodesOf(row.opportunities)
      .map(({ id, name, stage, amount: value }) => ({ id, name, stage: keyOf(stage), amount: amount(value) }))
      .sort(byId);
  }
  return plain;
};

/** What the given tables answered. */
export function plainOfGiven(data: Any): Plain {
  if (data.groups) {
    return (data.groups as Any[])
      .map(({ tier, region, count, sum }) => ({ tier, region, count: Number(count), sum: amount(sum) }))
      .sort(byGroup);
  }
  if (data.customer) {
    const row = data.customer as Any;
    const [owner, team] = [row.owner as Any, row.team as Any];
    return {
      ...given(row),
      email: row.email,
      creditLimit: amount(row.credit_limit),
      lifetimeValue: amount(row.lifetime_value),
      tags: String(row.tags)
        .split(',')
        .filter((tag) => tag !== '')
        .sort(),
      createdAt: at(row.created_at),
      owner: [idOf('user', Number(owner.id)), owner.name, owner.email],
      team: [idOf('team', Number(team.id)), team.name],
    };
  }
  return { rows: (data.customers as Any[]).map(given), total: data.total };
}

/** What Kehu, or a floor on its tables, answered. */
export function plainOfKehu(data: Any): Plain {
  if (data.customerAggregate) {
    return nodesOf(data.customerAggregate)
      .map(({ key, count, sum }) => ({
        tier: keyOf((key as Any).tier),
        region: keyOf((key as Any).region),
        count,
        sum: amount((sum as Any).creditLimit),
      }))
      .sort(byGroup);
  }
  if (data.customer) {
    const row = data.customer as Any;
    const [owner, team] = [row.owner as Any, row.team as Any];
    return {
      ...kehu(row),
      email: row.primaryEmail,
      creditLimit: amount(row.creditLimit),
      lifetimeValue: amount(row.lifetimeValue),
      tags: [...(row.tags as string[])].sort(),
      createdAt: at(row.createdAt),
      owner: [owner.id, owner.name, owner.email],
      team: [team.id, team.name],
    };
  }
  const connection = data.customers as Any;
  return { rows: nodesOf(connection).map(kehu), total: (connection.totalCount as Any | undefined)?.count };
}
