import { one, type Fault } from './fault';

/** Rules that are compiled into too much. */
export const ruleFaults: readonly Fault[] = [
  {
    name: 'cells-open',
    what: 'a field readable on some rows is readable on all',
    leaks: [1, 16],
    changes: one(
      'access/rule-set.ts',
      'const read = and(readOf(field.name), ...inputsOf(field).map(readOf));',
      "const asked = and(readOf(field.name), ...inputsOf(field).map(readOf)); const read = asked.kind === 'none' ? asked : all;",
    ),
  },
  {
    name: 'row-scope-forgotten',
    what: 'a row is in the view whatever the grants say',
    leaks: [8, 14, 25],
    changes: one('access/rule-set.ts', 'const row = and(granted, viaParent);', 'const row = viaParent;'),
  },
  {
    name: 'child-forgets-parent',
    what: 'a contact is seen without its customer',
    leaks: [14],
    changes: one('access/rule-set.ts', 'const row = and(granted, viaParent);', 'const row = granted;'),
  },
  {
    name: 'children-without-own-rule',
    what: 'below a visible parent nothing is asked of the child',
    leaks: [12],
    changes: one(
      'access/rule-set.ts',
      'const ownRow = predicateKey(granted) === predicateKey(viaParent) ? all : granted;',
      'const ownRow = all;',
    ),
  },
  {
    name: 'row-deny-ignored',
    what: 'a deny of whole rows subtracts nothing',
    leaks: [19],
    changes: one('access/rule-set.ts', ', ...rowDenies);', ');'),
  },
  {
    name: 'field-deny-ignored',
    what: 'a deny of fields subtracts nothing',
    leaks: [19],
    changes: one(
      'access/rule-set.ts',
      'return and(original, consent, ...fieldDenies);',
      'return and(original, consent);',
    ),
  },
  {
    name: 'deny-by-purpose',
    what: 'a deny counts only where its role is used for the purpose',
    leaks: [19],
    changes: one(
      'access/rule-set.ts',
      "const denies = deniesOf(policy, everyRole, 'read');",
      "const denies = deniesOf(policy, active, 'read');",
    ),
  },
  {
    name: 'consent-ignored',
    what: 'a field is shown though its customer did not agree',
    leaks: [19],
    changes: one(
      'access/rule-set.ts',
      'return and(original, consent, ...fieldDenies);',
      'return and(original, ...fieldDenies);',
    ),
  },
  {
    name: 'purpose-ignored',
    what: 'every role counts for every purpose',
    leaks: [19, 54],
    changes: one('access/rule-set.ts', 'book.roles.get(key)?.purposes.includes(purpose)', 'book.roles.has(key)'),
  },
  {
    name: 'grants-crossed',
    what: 'the row by one grant, the field by another',
    leaks: [19],
    changes: one('access/rule-set.ts', '(isKnown(term) ? term.cell : and(term.row, term.cell))', 'term.cell'),
  },
  {
    name: 'derived-inputs-unasked',
    what: 'an age is readable where the birth date is not',
    leaks: [20],
    changes: one(
      'access/rule-set.ts',
      'const read = and(readOf(field.name), ...inputsOf(field).map(readOf));',
      'const read = readOf(field.name);',
    ),
  },
  {
    name: 'share-never-ends',
    what: 'a share shows its customer after it has run out',
    leaks: [38, 53],
    changes: one('query/predicate-sql.ts', '(now) => comparedValue(value, now, isDate)', "() => (isDate ? '0000' : 0)"),
  },
  {
    name: 'teams-unasked',
    what: "another team's rows are one's own",
    leaks: [18],
    changes: one('query/predicate-sql.ts', 'if (length === 0) return no;', 'if (length === 0) return yes;'),
  },
  {
    name: 'deleted-shown',
    what: 'deleted rows are in the view',
    leaks: [51],
    changes: one(
      'query/predicate-sql.ts',
      'noun.features.softDelete ? sql`${alias}.deleted_at IS NULL` : yes;',
      'alias ? yes : yes;',
    ),
  },
  {
    name: 'restore-unasked',
    what: 'deleted rows show to those who may restore others',
    leaks: [51],
    changes: one('query/view-rows.ts', ', predicateSql(compilation, noun, alias, restore)]', ']'),
  },
];
