import { one, type Fault } from './fault';

/** Groups and sums that tell what their rows may not. */
export const totalFaults: readonly Fault[] = [
  {
    name: 'aggregate-unscoped',
    what: 'groups count the table',
    leaks: [7, 8],
    changes: one('query/aggregate.ts', 'predicateSql(compilation, noun, alias, view.row),', 'view ? yes : no,').concat(
      one(
        'query/aggregate.ts',
        'import { allOf, join, no, raw, sql, type Sql }',
        'import { allOf, join, no, raw, sql, yes, type Sql }',
      ),
    ),
  },
  {
    name: 'group-by-hidden',
    what: 'rows are grouped by cells that may not be read',
    leaks: [7],
    changes: one(
      'query/group.ts',
      'expression: guarded(shown.condition, shown.compared),',
      'expression: shown.compared,',
    ),
  },
  {
    name: 'sum-of-hidden',
    what: 'sums, extremes and distinct counts take in cells that may not be read',
    leaks: [7],
    changes: one(
      'query/measure.ts',
      ': guarded(shown.condition, shown.compared);',
      ': guarded(yes, shown.compared);',
    ).concat(
      one('query/measure.ts', 'import { allOf, raw, sql, type Sql }', 'import { allOf, raw, sql, yes, type Sql }'),
    ),
  },
  {
    name: 'small-groups-told',
    what: 'a sum over fewer customers than k is told',
    leaks: [7],
    changes: one(
      'query/measure.ts',
      '    shielded\n      ? sql`CASE',
      '    shielded && !suppression\n      ? sql`CASE',
    ),
  },
  {
    name: 'small-groups-compared',
    what: 'having and order look at a sum over fewer customers than k',
    leaks: [7],
    changes: one(
      'query/measure.ts',
      'const ordering = enough(orderingSql(request.function, value));',
      'const ordering = orderingSql(request.function, value);',
    ),
  },
  {
    name: 'total-beside-small-group',
    what: 'a total stands beside a suppressed group, which is what is missing',
    leaks: [7],
    changes: one(
      'query/aggregate.ts',
      'if (levels.some(({ anySuppressed }) => anySuppressed)) {',
      'if (levels.length < 0) {',
    ),
  },
];
