import { one, type Fault } from './fault';

const rowOfNoun = 'predicateSql(compilation, noun, alias, context.ruleSet.view(noun.name).row),';

/** Writes, explanations and trails that tell of records out of sight. */
export const writeFaults: readonly Fault[] = [
  {
    name: 'forbidden-instead-of-not-found',
    what: 'a write to a record out of sight is refused by its rule, not as absent',
    leaks: [25, 26],
    changes: one('records/load-stored.ts', 'predicateSql(compilation, noun, alias, view.row),\n  ]);', '\n  ]);'),
  },
  {
    name: 'references-unscoped',
    what: 'an input may name records out of sight',
    leaks: [29],
    changes: one('records/references.ts', rowOfNoun, ''),
  },
  {
    name: 'unchanged-told',
    what: 'writing what a hidden cell holds already is no change',
    leaks: [28, 33],
    changes: one(
      'records/changes.ts',
      'if (!told || differs(context, draft, field))',
      'if (differs(context, draft, field))',
    ),
  },
  {
    name: 'error-with-value',
    what: 'a refusal quotes the record',
    leaks: [24],
    changes: one(
      'records/rules.ts',
      "forbidden([], 'You may not change this record like this.',",
      'forbidden([], `You may not change this record like this: ${JSON.stringify([...(draft.stored ?? [])])}.`,',
    ),
  },
  {
    name: 'grant-by-writing',
    what: 'whoever writes the column that a scope looks at sees more',
    leaks: [30, 33],
    changes: one('records/rules.ts', 'if (missing.length > 0) {', 'if (missing.length > 0 && before === undefined) {'),
  },
  {
    name: 'explain-tells-of-hidden',
    what: 'an explanation tells a record out of sight from none',
    leaks: [25],
    changes: one(
      'graphql/kehu.resolver.ts',
      'if (!row) return { readable: false, masked: false, writable: false, holds: () => false };',
      "if (!row) { const there = await reading.runner.rows(`SELECT 1 FROM ${noun.table} WHERE id = ?`, [Buffer.from(id.replaceAll('-', ''), 'hex')]); return { readable: there.length > 0, masked: false, writable: false, holds: () => false }; }",
    ),
  },
  {
    name: 'trail-for-everybody',
    what: 'the audit trail is open to those without the right',
    leaks: [41, 60],
    changes: one(
      'audit/read-audit.ts',
      "if (!context.ruleSet.rights.has('audit:read')) throw forbidden(['auditEntries']);",
      '',
    ),
  },
  {
    name: 'import-names-unscoped',
    what: 'a row of a file finds records out of sight by what it calls them',
    leaks: [29, 34],
    changes: one(
      'imports/find-records.ts',
      'predicateSql(compilation, noun, alias, view.row),\n    predicateSql(compilation, noun, alias, cell.read),',
      '',
    ),
  },
];
