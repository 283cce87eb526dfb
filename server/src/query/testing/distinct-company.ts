import fc from 'fast-check';
import { companies } from '../../../test/proof/companies';
import type { Row } from '../../access/oracle/company';
import { noon } from '../../access/oracle/testing/test-world';

/** A company whose rows differ where generated ones may not: a link to a deleted record, none, other teams, a day apart. */
export function distinctCompany(): Record<
  'team' | 'user' | 'customer' | 'contact' | 'activity' | 'opportunity' | 'order' | 'orderItem' | 'share',
  Row[]
> {
  const generated = fc.sample(companies, 1)[0] as Record<string, Row[]>;
  return {
    ...generated,
    team: generated.team!.map((row) => ({ ...row, deletedAt: null })),
    user: generated.user!.map((row) => ({
      ...row,
      disabled: row.pk === 3,
      team: row.pk === 3 ? null : row.pk,
      name: ['Ann', 'Bob', 'Cid'][row.pk - 1],
    })),
    customer: generated.customer!.map((row, i): Row => ({
      ...row,
      owner: [1, 2, null, 1, 3, 2][i],
      team: [1, 2, 3, null, 2, 1][i],
      kind: i % 2 === 0 ? 'COMPANY' : 'PERSON',
      name: ['Ａlpha', 'beta', 'alpha', 'A%', 'gamma', 'ALPHA'][i],
      currency: i === 4 ? 'USD' : 'CNY',
      nationalId: ['A 12-3', null, 'a123', 'B%', 'c', 'A123'][i],
      tier: ['gold', 'gold', 'gold', 'north', null, 'gold'][i],
      creditLimit: [10_000, 0, null, -10_000, 5_000, 10_000][i],
      birthDate: ['2000-01-31', null, '1999-12-31', '2000-02-29', '2026-06-15', '2025-06-15'][i],
      tags: [['Red'], [], ['x', 'red'], ['B%'], [], ['ｒｅｄ']][i],
      externalIds: [
        [{ source: 'erp', id: '1' }],
        [],
        [{ source: 'shop', id: '1' }],
        [],
        [{ source: 'erp', id: '5' }],
        [],
      ][i],
      deletedAt: i === 5 ? noon : null,
    })),
    contact: generated.contact!.map((row, i): Row => ({
      ...row,
      customer: [1, 1, 2, 6, 3][i],
      name: ['a', 'b', 'a', 'a', 'c'][i],
      deletedAt: i === 2 ? noon : null,
    })),
    activity: generated.activity!.map((row, i): Row => ({
      ...row,
      occurredAt: [noon, noon - 86_400_000, noon + 1, Date.UTC(2026, 4, 15, 12)][i],
    })),
    opportunity: generated.opportunity!.map((row, i): Row => ({
      ...row,
      customer: [1, null, 6, 2][i],
      deletedAt: null,
    })),
    order: generated.order!.map((row, i): Row => ({
      ...row,
      customer: [1, 1, 2, 3, 6][i],
      status: ['PAID', 'CANCELLED', 'PAID', 'CONFIRMED', 'PAID'][i],
      total: [10_000, 0, 5_000, 30_000, 10_000][i],
      currency: i === 2 ? 'USD' : 'CNY',
      orderedAt: Date.UTC(2026, i, 31 - i * 3, 23, 30),
      deletedAt: i === 3 ? noon : null,
    })),
    orderItem: generated.orderItem!.map((row, i): Row => ({ ...row, order: [1, 2, 3, 4, 5][i], deletedAt: null })),
    share: generated.share!.map((row, i): Row => ({
      ...row,
      customer: [5, 2, 5][i],
      withUser: [1, null, 2][i],
      withTeam: [null, 1, 2][i],
      createdBy: [1, 2, 3][i],
      until: null,
      write: i === 0,
    })),
  };
}
