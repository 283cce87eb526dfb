import { one, type Fault } from './fault';

const rowOfTarget = 'predicateSql(compilation, target, t, ruleSet.view(target.name).row),';
const rowOfHop = 'predicateSql(compilation, target, t, compilation.context.ruleSet.view(target.name).row),';
const rowOfNoun = 'predicateSql(compilation, noun, alias, row),';

/** Lists, filters, orders, look-ups and relations that reach past the view. */
export const readFaults: readonly Fault[] = [
  {
    name: 'filter-on-hidden',
    what: 'a filter compares cells that may not be read',
    leaks: [1, 2, 3, 4],
    changes: one(
      'query/where.ts',
      'const readable = (part: Sql): Condition => ({ sql: allOf([condition, part]), onNull: false });',
      'const readable = (part: Sql): Condition => ({ sql: condition === yes ? part : part, onNull: false });',
    ),
  },
  {
    name: 'secret-equality',
    what: 'the blind index answers for cells that may not be read',
    leaks: [1],
    changes: one(
      'query/where.ts',
      'const readable = (part: Sql): Condition => ({ sql: allOf([condition, part]), onNull: false });',
      'const readable = (part: Sql): Condition => ({ sql: secret ? part : allOf([condition, part]), onNull: false });',
    ),
  },
  {
    name: 'null-test-on-hidden',
    what: 'whether there is a value is told where the value is not',
    leaks: [1, 13],
    changes: one(
      'query/where.ts',
      'const present = readable(sql`${column} IS NOT NULL`);',
      'const present = { sql: sql`${column} IS NOT NULL`, onNull: false };',
    ),
  },
  {
    name: 'tags-of-hidden',
    what: 'tags that may not be read are filtered by',
    leaks: [1, 17],
    changes: one(
      'query/where.ts',
      'tags.length === 0 ? no : allOf([shown.condition, ',
      'tags.length === 0 ? no : allOf([yes, ',
    ),
  },
  {
    name: 'children-filter-unscoped',
    what: 'some, none and every look at children out of sight',
    leaks: [12],
    changes: one(
      'query/where.ts',
      'predicateSql(compilation, target, t, target.parent === back.name ? view.ownRow : view.row),',
      'view ? yes : no,',
    ),
  },
  {
    name: 'hop-filter-unscoped',
    what: 'a filter hops to a record out of sight',
    leaks: [12, 14],
    changes: one('query/where.ts', rowOfTarget, 'ruleSet ? yes : no,'),
  },
  {
    name: 'is-null-on-raw-link',
    what: 'a link to a record out of sight is not empty',
    leaks: [13],
    changes: one(
      'query/where.ts',
      'const absent = sql`NOT EXISTS (SELECT 1 FROM ${raw(target.table)} ${t} WHERE ${reach})`;',
      'const absent = sql`${shown.value} IS NULL`;',
    ),
  },
  {
    name: 'every-on-none',
    what: 'every is false where there is no child',
    leaks: [18],
    changes: one(
      'query/where.ts',
      'return { sql: negate(exists((t) => negate(inner(t)))), onNull: true };',
      'return { sql: allOf([negate(exists((t) => negate(inner(t)))), exists(() => yes)]), onNull: true };',
    ),
  },
  {
    name: 'sort-by-hidden',
    what: 'rows are ordered by cells that may not be read',
    leaks: [6],
    changes: one(
      'query/sort.ts',
      'expression: guarded(shown.condition, shown.compared),',
      'expression: guarded(yes, shown.compared),',
    ),
  },
  {
    name: 'sort-hop-unscoped',
    what: 'rows are ordered by a record out of sight, or it is read along',
    leaks: [6, 14],
    changes: one('query/sort.ts', rowOfHop, 'yes,'),
  },
  {
    name: 'cursor-with-hidden-key',
    what: 'a cursor is made of the raw sort key',
    leaks: [15],
    changes: one(
      'query/page-rows.ts',
      'const keysAt = sort.keys.map(({ expression }) => {',
      'const keysAt = sort.keys.map(({ expression: asked }) => { const bare = / THEN (\\S+) END$/.exec(asked.text)?.[1]; const expression = bare ? raw(bare) : asked;',
    ),
  },
  {
    name: 'tie-by-hidden-rows',
    what: 'which of two equals comes first hangs on rows out of sight',
    leaks: [6],
    changes: one(
      'query/sort.ts',
      'return join([...parts, sql`${alias}.pk ${raw(tie)}`],',
      'return join([...parts, sql`(${alias}.pk + (SELECT COUNT(*) FROM customers)) % 3`, sql`${alias}.pk ${raw(tie)}`],',
    ),
  },
  {
    name: 'limit-before-view',
    what: 'the first rows of the table are taken, then the view is asked',
    leaks: [8, 21],
    changes: one(
      'query/columns.ts',
      'sql`${raw(noun.table)} ${alias}${join(joins, ',
      'sql`(SELECT * FROM ${raw(noun.table)} ORDER BY updated_at DESC LIMIT 4) ${alias}${join(joins, ',
    ),
  },
  {
    name: 'total-unscoped',
    what: 'totalCount counts the table',
    leaks: [8],
    changes: one(
      'query/page.ts',
      'matching, several ? parent : null, page.countLimit),',
      'rowsSql(compilation, noun, alias, page.deleted), several ? parent : null, page.countLimit),',
    ),
  },
  {
    name: 'children-of-hidden-link',
    what: 'children are listed below a parent that their hidden link names',
    leaks: [12, 14],
    changes: one(
      'query/page.ts',
      'conditions.push(predicateSql(compilation, noun, alias, leads));',
      'if (!leads) conditions.push(predicateSql(compilation, noun, alias, none));',
    ),
  },
  {
    name: 'link-target-unscoped',
    what: 'the record at the end of a link is shown whatever its own rule says',
    leaks: [14],
    changes: [...one('query/finish.ts', rowOfNoun, ''), ...one('query/sort.ts', rowOfHop, 'yes,')],
  },
  {
    name: 'look-up-unscoped',
    what: 'a record by id is found out of the view',
    leaks: [5, 25],
    changes: one('query/record.ts', rowOfNoun, ''),
  },
  {
    name: 'search-hidden-fields',
    what: 'search finds by cells that may not be read',
    leaks: [10],
    changes: one('query/search.ts', 'allOf([shown.condition, condition(shown)])', 'allOf([condition(shown)])'),
  },
  {
    name: 'history-of-hidden-fields',
    what: 'old values show of fields that are not readable',
    leaks: [41],
    changes: one(
      'query/history.ts',
      '.filter((change) => row.readable(change.field));',
      '.filter((change) => row !== undefined && change);',
    ),
  },
  {
    name: 'history-links',
    what: 'history names records out of sight',
    leaks: [41],
    changes: one(
      'query/history-links.ts',
      "(typeof id === 'string' && seen.has(id) ? id : null);",
      "(typeof id === 'string' ? id : null);",
    ),
  },
  {
    name: 'history-something-changed',
    what: 'history says that something changed where nothing of it may be read',
    leaks: [41, 42],
    changes: one('query/history.ts', "if (seen.length === 0 && action === 'update') return;", ''),
  },
  {
    name: 'derived-over-all',
    what: 'a sum of orders counts the orders out of sight',
    leaks: [20],
    changes: one(
      'query/shown.ts',
      "if (rows.kind === 'all' && [...own, ...children].every((cell) => cell?.read.kind === 'all')) {",
      'if (rows) {',
    ),
  },
  {
    name: 'plan-of-other-rules',
    what: 'a statement compiled for other rules is run',
    leaks: [45, 47],
    changes: one('query/plan.ts', 'const { ruleSet } = context;', 'const ruleSet = situationOf as never;'),
  },
  {
    name: 'principal-baked-in',
    what: "a statement keeps the first principal's key and teams",
    leaks: [45, 46, 47],
    changes: one(
      'query/context.ts',
      "return new Sql('?', [read(this.context.principal)], [({ context }) => read(context.principal)]);",
      "return new Sql('?', [read(this.context.principal)]);",
    ),
  },
  {
    name: 'case-removed',
    what: 'the first wall brings every value along, whether its cell may be read or not',
    leaks: [16],
    harmless: true,
    changes: one('query/columns.ts', 'put(list.add(guarded(conditionSql(cell.read), value)),', 'put(list.add(value),'),
  },
  {
    name: 'both-walls-down',
    what: 'every value is brought along and the guard lets it out',
    leaks: [16],
    changes: [
      ...one('query/columns.ts', 'put(list.add(guarded(conditionSql(cell.read), value)),', 'put(list.add(value),'),
      ...one('access/guard.ts', 'if (this.#holds(cell.readAt)) {', 'if (this.#holds(cell.readAt) || cell.at >= 0) {'),
    ],
  },
  {
    name: 'saved-as-owner',
    what: 'a saved question is asked as somebody who sees more than who opens it',
    leaks: [59],
    changes: one(
      'questions/saved.resolver.ts',
      'const asked = { ...context };',
      "const asked = { ...context, principal: { ...principal, pk: item.ownerPk, roles: ['director'], purpose: 'sales', purposes: ['sales'] } } as KehuContext;",
    ),
  },
  {
    name: 'looked-at-told',
    what: 'a subscription tells of every record that a change may concern, whether its subscriber sees it and what changed or not',
    leaks: [35, 39],
    changes: [
      ...one('changes/watch.ts', 'if (rendering === old) return null;', ''),
      ...one('changes/watch.ts', 'if (rendering === null) return first ? null : {', 'if (rendering === null) return {'),
    ],
  },
];
