import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema, parse, validate } from 'graphql';
import { allOf, prepareQuestion, takeWheres } from './group-question';
import { pivotTable, wholeOf, type PivotShare } from './pivot-data';
import { keysOf, levelsOf, pivotQuestion, usualLayout } from './pivot-question';
import { drillTarget } from './drill';
import { samples } from './samples';

const schema = buildSchema(readFileSync(join(__dirname, '../../../server/schema.graphql'), 'utf8'));
const document = `query Q($by: [OpportunityGroupBy!], $set: String = "maven") {
  deals: opportunityAggregate(where: { dataSet: { eq: $set } }, groupBy: $by, having: { count: { gt: 1 } }) {
    nodes { key { stage { name } } count sum { amount } }
    totals { count }
  }
}`;
const variables = { by: [{ owner: { name: true } }, { stage: true }, { closedAt: { bucket: 'YEAR' } }] };

describe('the groups of a question', () => {
  const { groups, document: sent } = prepareQuestion(document, variables, null);

  it('are told with their arguments as a request has them', () => {
    expect(groups).toEqual({
      key: 'deals',
      type: 'Opportunity',
      where: { dataSet: { eq: 'maven' } },
      search: null,
      groupBy: variables.by,
      measures: 'count sum {\n  amount\n}',
    });
    expect(validate(schema, parse(sent))).toEqual([]);
    expect(sent.split('\n')).toHaveLength(document.split('\n').length); // places in refusals stay right
  });

  it('bring their filters, which the answer is shown without', () => {
    const given = {
      deals: { nodes: [{ count: 1, kehuGroupWhere: { stage: {} } }, { count: 2 }], totals: { count: 3 } },
    };
    expect(takeWheres(given, groups)).toEqual({
      data: { deals: { nodes: [{ count: 1 }, { count: 2 }], totals: { count: 3 } } },
      wheres: [{ stage: {} }, null],
    });
  });

  it('are none where there are none, or nothing can be read', () => {
    for (const other of [
      '{ me { id } }',
      '{ customers { nodes { id } } }',
      '{',
      'mutation { signOut }',
      '{ customerAggregate { totals { count } } }',
    ])
      expect(prepareQuestion(other, {}, null)).toEqual({ document: other, groups: null });
    expect(samples.filter((sample) => prepareQuestion(sample.document, {}, null).groups === null)).toEqual([]);
  });

  it('lead to the list of their kind, else to a query for them', () => {
    const where = allOf({ stage: { isNull: true } }, {}, null, { kind: { eq: 'CALL' } });
    expect(drillTarget(schema, 'Opportunity', where, 'x y')).toEqual({
      path: `/opportunities?q=x+y&group=${encodeURIComponent(JSON.stringify(where))}`.replaceAll('%20', '+'),
    });
    for (const type of ['OrderItem', 'Activity', 'Contact', 'Consent']) {
      const target = drillTarget(schema, type, where, null) as { document: string; variables: string };
      expect(validate(schema, parse(target.document))).toEqual([]);
      expect(JSON.parse(target.variables)).toEqual({ where });
    }
  });
});

describe('a table of groups', () => {
  const groups = prepareQuestion(document, variables, null).groups!;
  const layout = usualLayout(3);

  it('asks for every total in one document', () => {
    const question = pivotQuestion(schema, groups, layout);
    expect(validate(schema, parse(question.document))).toEqual([]);
    expect(question.variables).toEqual({ where: groups.where, search: null, groupBy: groups.groupBy });
    expect(levelsOf(layout)).toEqual({
      d2across: [0, 1, 2],
      d2: [0, 1],
      d1across: [0, 2],
      d1: [0],
      d0across: [2],
      d0: [],
    });
  });

  it('has each group before what it is made of, and tells nothing from a missing value', () => {
    const key = (owner?: string | null, stage?: string, closedAt?: string | null) => ({
      ...(owner !== undefined && { owner: { name: owner } }),
      ...(stage !== undefined && { stage: { key: stage, name: stage.toUpperCase() } }),
      ...(closedAt !== undefined && { closedAt }),
    });
    const group = (count: number, of: object) => ({
      count,
      sum: { amount: `${count}.5` },
      kehuWhere: { n: count },
      key: of,
    });
    const table = pivotTable(
      {
        d2across: [
          group(1, key('Ann', 'won', '2025-01-01')),
          group(2, key('Ann', 'won', null)),
          group(4, key(null, 'lost', null)),
        ],
        d2: [group(3, key('Ann', 'won')), group(4, key(null, 'lost'))],
        d1across: [
          group(1, key('Ann', undefined, '2025-01-01')),
          group(2, key('Ann', undefined, null)),
          group(4, key(null, undefined, null)),
        ],
        d1: [group(3, key('Ann')), group(4, key(null))],
        d0across: [group(6, key(undefined, undefined, null)), group(1, key(undefined, undefined, '2025-01-01'))],
        d0: [group(7, {})],
      },
      keysOf(groups),
      layout,
    );
    expect(table.columns).toEqual([
      { id: 'null', label: null },
      { id: '"2025-01-01"', label: '2025-01-01' },
    ]);
    expect(table.measures).toEqual(['count', 'sum.amount']);
    expect(
      table.rows.map(({ label, depth, total, cells }) => [
        depth,
        label,
        total!.measures.count,
        table.columns.map(({ id }) => cells.get(id)?.measures['sum.amount']),
      ]),
    ).toEqual([
      [1, 'Ann', 3, ['2.5', '1.5']],
      [2, 'WON', 3, ['2.5', '1.5']],
      [1, null, 4, ['4.5', undefined]],
      [2, 'LOST', 4, ['4.5', undefined]],
      [0, null, 7, ['6.5', '1.5']],
    ]);
    expect(table.rows[1]!.cells.get('null')!.where).toEqual({ n: 2 });
    const whole = (share: PivotShare, column: string | null) =>
      wholeOf(table, table.rows[1]!, { share, measure: 'count', column });
    expect([whole('row', 'null'), whole('column', 'null'), whole('all', 'null')]).toEqual([3, 6, 7]);
    expect([whole('column', null), whole('none', 'null'), whole('column', 'no such')]).toEqual([7, null, null]);
  });
});
