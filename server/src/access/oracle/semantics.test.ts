import { aggregate } from './aggregate';
import { list, lookUp, type ListQuestion } from './read';
import { shownCell } from './shown';
import { row, worldOf, type Rules } from './testing/test-world';
import type { Company, World } from './company';
import type { Principal } from '../principal';
import type { Grant } from '../policy';
import { neverReadable, visibleRows } from './view';

const everything = ['@public', '@ownership', '@identifying', '@narrative', '@personal', '@sensitive'] as const;
const readAll: Grant = { action: 'read', scope: 'all', fields: everything };

/** A world in which the tester holds these grants on customers. */
const granting = (
  grants: readonly Grant[],
  customers: Company['customer'],
  more: { rules?: Record<string, Rules>; company?: Company; principal?: Partial<Principal>; customer?: Rules } = {},
): World =>
  worldOf({
    company: { customer: customers!, ...more.company },
    rules: { customer: { ...more.customer, roles: { tester: grants, ...more.customer?.roles } }, ...more.rules },
    ...(more.principal && { principal: more.principal }),
  });

const pks = (world: World, noun: string, question: ListQuestion = {}): number[] => {
  const answer = list(world, noun, question);
  if ('forbidden' in answer) throw new Error(`forbidden: ${answer.forbidden.join(', ')}`);
  return answer.rows.map((each) => each.pk).sort((a, b) => a - b);
};

const inOrder = (world: World, noun: string, orderBy: ListQuestion['orderBy']): number[] => {
  const answer = list(world, noun, { orderBy: orderBy! });
  return 'rows' in answer ? answer.rows.map((each) => each.pk) : [];
};

const cell = (world: World, pk: number, field: string, noun = 'customer'): unknown => {
  const found = world.company[noun]!.find((each) => each.pk === pk)!;
  return shownCell(world, noun, found, field).shown;
};

describe('grants', () => {
  test('without a grant there are no rows', () => {
    expect(pks(granting([], [row(1)]), 'customer')).toEqual([]);
  });

  test('a row is in the view iff some read grant covers it', () => {
    const world = granting([{ ...readAll, scope: 'own' }], [row(1, { owner: 1 }), row(2, { owner: 2 }), row(3)]);
    expect(pks(world, 'customer')).toEqual([1]);
  });

  test('grants of two roles add up row by row', () => {
    const world = granting([{ ...readAll, scope: 'own' }], [row(1, { owner: 1 }), row(2, { team: 1 }), row(3)], {
      customer: { roles: { second: [{ ...readAll, scope: 'team' }] } },
      principal: { roles: ['tester', 'second'] },
    });
    expect(pks(world, 'customer')).toEqual([1, 2]);
  });

  test('a cell needs ONE grant that covers both its row and its field', () => {
    const world = granting(
      [
        { action: 'read', scope: 'all', fields: ['name'] },
        { action: 'read', scope: 'own', fields: ['primaryPhone'] },
      ],
      [row(1, { owner: 1, primaryPhone: '+1' }), row(2, { owner: 2, primaryPhone: '+2' })],
    );
    expect([cell(world, 1, 'primaryPhone'), cell(world, 2, 'primaryPhone')]).toEqual(['+1', null]);
  });

  test('the cell scope of one grant does not borrow the rows of another', () => {
    const world = granting(
      [
        { action: 'read', scope: 'team', fields: ['name', 'note'], cells: { note: 'company' } },
        { action: 'read', scope: 'own', fields: ['name'] },
      ],
      [row(1, { owner: 1, kind: 'COMPANY', note: 'secret' }), row(2, { team: 1, kind: 'COMPANY', note: 'open' })],
    );
    expect([cell(world, 1, 'note'), cell(world, 2, 'note')]).toEqual([null, 'open']);
  });

  test('a field named in cells beats its class', () => {
    const world = granting(
      [{ ...readAll, cells: { '@personal': 'own', emails: 'all' } }],
      [row(1, { owner: 2, phones: [{ number: '+1' }], emails: [{ address: 'a@b' }] })],
    );
    expect([cell(world, 1, 'phones'), cell(world, 1, 'emails')]).toEqual([null, [{ address: 'a@b' }]]);
  });

  test('internal fields are never meant by a class', () => {
    const world = worldOf({
      company: { user: [row(1, { disabled: true })] },
      rules: { user: { roles: { tester: [{ action: 'read', scope: 'all', fields: ['@internal', '@public'] }] } } },
    });
    expect(cell(world, 1, 'disabled', 'user')).toBeNull();
  });

  test('a scope that the policy does not know covers nothing', () => {
    expect(pks(granting([{ ...readAll, scope: 'moon' }], [row(1)]), 'customer')).toEqual([]);
  });

  test('a client is nobody’s owner', () => {
    const world = granting([{ ...readAll, scope: 'own' }], [row(1, { owner: 1 })], { principal: { kind: 'client' } });
    expect(pks(world, 'customer')).toEqual([]);
  });
});

describe('purpose', () => {
  test('grants of a role that does not allow the purpose do not count', () => {
    const world = granting([], [row(1)], {
      customer: { roles: { serving: [readAll] } },
      principal: { roles: ['tester', 'serving'] },
    });
    expect(pks(world, 'customer')).toEqual([]);
  });

  test('denies of a role count for every purpose', () => {
    const world = granting([readAll], [row(1), row(2, { owner: 1 })], {
      customer: { denies: { serving: [{ action: 'read', scope: 'own' }] } },
      principal: { roles: ['tester', 'serving'] },
    });
    expect(pks(world, 'customer')).toEqual([1]);
  });
});

describe('denies', () => {
  test('a deny without fields takes the row, whatever other roles grant', () => {
    const world = granting([readAll], [row(1, { owner: 1 }), row(2)], {
      customer: { denies: { second: [{ action: 'read', scope: 'own' }] } },
      principal: { roles: ['tester', 'second'] },
    });
    expect(pks(world, 'customer')).toEqual([2]);
  });

  test('a deny of fields takes the cell and leaves the row', () => {
    const world = granting([readAll], [row(1, { owner: 1, note: 'x' })], {
      customer: { denies: { tester: [{ action: 'read', scope: 'own', fields: ['@narrative'] }] } },
    });
    expect([pks(world, 'customer'), cell(world, 1, 'note')]).toEqual([[1], null]);
  });

  test('a deny on all rows makes the field statically unreadable', () => {
    const world = granting([readAll], [row(1)], {
      customer: { denies: { tester: [{ action: 'read', scope: 'all', fields: ['note'] }] } },
    });
    expect(neverReadable(world, 'customer', 'note')).toBe(true);
  });
});

describe('masks', () => {
  const masking: Grant = { ...readAll, cells: { '@personal': 'own', note: 'own' }, masked: ['@personal', 'note'] };
  const customers = [row(1, { owner: 1, note: 'mine', phones: [] }), row(2, { owner: 2, phones: [] })];

  test('readable shows the value, not the mask', () => {
    expect(cell(granting([masking], customers), 1, 'note')).toBe('mine');
  });

  test('text that may not be read shows •••, even where there is none', () => {
    expect(cell(granting([masking], customers), 2, 'note')).toBe('•••');
  });

  test('a list that may not be read shows exactly one item, even where it is empty', () => {
    expect(cell(granting([masking], customers), 2, 'phones')).toEqual([
      { number: '•••', raw: null, kind: null, primary: false },
    ]);
  });

  test('other types mask to null and still count as masked', () => {
    const world = granting([masking], customers);
    expect(shownCell(world, 'customer', customers[1]!, 'birthDate')).toEqual({
      readable: false,
      masked: true,
      shown: null,
    });
  });

  test('without a mask an unreadable cell is null', () => {
    const world = granting([{ ...readAll, cells: { note: 'own' } }], customers);
    expect(cell(world, 2, 'note')).toBeNull();
  });

  test('a mask is never what a filter sees', () => {
    const world = granting([masking], [row(1, { owner: 2, primaryPhone: '+1' })]);
    expect(pks(world, 'customer', { where: { primaryPhone: { contains: '•' } } })).toEqual([]);
    expect(pks(world, 'customer', { where: { primaryPhone: { isNull: true } } })).toEqual([1]);
  });

  test('a mask declared by a grant holds on the rows of that grant only', () => {
    const world = granting(
      [
        { action: 'read', scope: 'team', fields: ['name'], masked: ['note'] },
        { ...readAll, scope: 'all', fields: ['name'] },
      ],
      [row(1, { team: 1, note: 'x' }), row(2, { note: 'y' })],
    );
    expect([cell(world, 1, 'note'), cell(world, 2, 'note')]).toEqual(['•••', null]);
  });
});

describe('consent', () => {
  const given = row(9, { customer: 1, purpose: 'MARKETING', state: 'GIVEN' });
  const phone = row(1, { primaryPhone: '+1' });
  const marketing = { purpose: 'marketing' } as const;

  test('a field that needs consent is not readable without it', () => {
    expect(cell(granting([readAll], [phone], { principal: marketing }), 1, 'primaryPhone')).toBeNull();
  });

  test('with consent it is', () => {
    const world = granting([readAll], [phone], { principal: marketing, company: { consent: [given] } });
    expect(cell(world, 1, 'primaryPhone')).toBe('+1');
  });

  test.each([
    ['withdrawn', { ...given, state: 'WITHDRAWN' }],
    ['for another purpose', { ...given, purpose: 'SALES' }],
    ['of another customer', { ...given, customer: 2 }],
    ['deleted', { ...given, deletedAt: 5 }],
  ])('consent %s does not count', (_, consent) => {
    const world = granting([readAll], [phone], { principal: marketing, company: { consent: [consent] } });
    expect(cell(world, 1, 'primaryPhone')).toBeNull();
  });

  test('for a purpose that needs none it is not asked', () => {
    expect(cell(granting([readAll], [phone]), 1, 'primaryPhone')).toBe('+1');
  });
});

describe('relations', () => {
  const reads = (noun: string, scope = 'all'): Record<string, Rules> => ({
    [noun]: { roles: { tester: [{ ...readAll, scope }] } },
  });

  test('a child is visible iff its parent is and its own rule says so', () => {
    const contacts = [row(5, { customer: 1 }), row(6, { customer: 2 })];
    const world = granting([{ ...readAll, scope: 'own' }], [row(1, { owner: 1 }), row(2)], {
      rules: reads('contact'),
      company: { contact: contacts },
    });
    expect(pks(world, 'contact')).toEqual([5]);
    expect(pks({ ...world, book: granting([readAll], []).book }, 'contact')).toEqual([]);
  });

  test('a child of a deleted parent is in no view', () => {
    const world = granting([readAll], [row(1, { deletedAt: 5 })], {
      rules: reads('contact'),
      company: { contact: [row(5, { customer: 1 })] },
    });
    expect(pks(world, 'contact')).toEqual([]);
  });

  test('an opportunity stays where its customer is invisible, and the customer is null', () => {
    const world = granting([{ ...readAll, scope: 'own' }], [row(1, { name: 'Hidden' })], {
      rules: reads('opportunity'),
      company: { opportunity: [row(5, { customer: 1 })] },
    });
    expect(pks(world, 'opportunity', { where: { customer: { isNull: true } } })).toEqual([5]);
    expect(pks(world, 'opportunity', { where: { customer: { name: { eq: 'Hidden' } } } })).toEqual([]);
  });

  test('to-many counts, some, none and every see visible children only', () => {
    const contacts = [row(5, { customer: 1, name: 'Seen', title: 'CEO' }), row(6, { customer: 1, name: 'Hidden' })];
    const world = granting([readAll], [row(1)], {
      rules: {
        contact: {
          scopes: { chiefs: { kind: 'in', field: 'title', values: ['CEO'] } },
          roles: { tester: [{ ...readAll, scope: 'chiefs' }] },
        },
      },
      company: { contact: contacts },
    });
    expect(pks(world, 'customer', { where: { contacts: { some: { name: { eq: 'Hidden' } } } } })).toEqual([]);
    expect(pks(world, 'customer', { where: { contacts: { none: { name: { eq: 'Hidden' } } } } })).toEqual([1]);
    expect(pks(world, 'customer', { where: { contacts: { every: { name: { eq: 'Seen' } } } } })).toEqual([1]);
  });

  test('every on none is true', () => {
    const world = granting([readAll], [row(1)], { rules: reads('contact') });
    expect(pks(world, 'customer', { where: { contacts: { every: { name: { eq: 'x' } } } } })).toEqual([1]);
  });

  const ownLink: Grant = {
    action: 'read',
    scope: 'all',
    fields: ['@ownership', 'name'],
    cells: { customer: 'titled' },
  };
  const titled = { kind: 'not', of: { kind: 'isNull', field: 'title' } } as const;

  test('a child whose link may not be read is not among the children', () => {
    const world = granting([readAll], [row(1), row(2)], {
      rules: { contact: { scopes: { titled }, roles: { tester: [ownLink] } } },
      company: { contact: [row(5, { customer: 1 }), row(6, { customer: 2, title: 'CEO' })] },
    });
    expect(pks(world, 'contact')).toEqual([5, 6]);
    expect(pks(world, 'customer', { where: { contacts: { some: {} } } })).toEqual([2]);
  });

  test('children are statically unreadable where their link is', () => {
    const world = granting([readAll], [row(1)], {
      rules: { contact: { roles: { tester: [{ action: 'read', scope: 'all', fields: ['name'] }] } } },
    });
    expect(list(world, 'customer', { where: { contacts: { none: {} } } })).toEqual({ forbidden: ['contacts'] });
  });
});

describe('derived values', () => {
  const orders = [
    row(5, { customer: 1, currency: 'CNY', total: 10_0000 }),
    row(6, { customer: 1, currency: 'CNY', total: 5_0000, code: 'hidden' }),
    row(7, { customer: 1, currency: 'USD', total: 90_0000 }),
  ];
  const unhidden = { kind: 'not', of: { kind: 'in', field: 'code', values: ['hidden'] } } as const;

  test('a sum counts the children the reader sees, in the record’s currency', () => {
    const world = granting([readAll], [row(1, { currency: 'CNY' })], {
      rules: { order: { scopes: { unhidden }, roles: { tester: [{ ...readAll, scope: 'unhidden' }] } } },
      company: { order: orders },
    });
    expect(cell(world, 1, 'lifetimeValue')).toBe('10');
  });

  test('without any way to the children it is statically unreadable', () => {
    expect(neverReadable(granting([readAll], []), 'customer', 'lifetimeValue')).toBe(true);
  });

  test('age is readable only where the birth date is', () => {
    const world = granting(
      [{ ...readAll, cells: { birthDate: 'own' } }],
      [row(1, { owner: 1, birthDate: '2000-06-15' }), row(2, { birthDate: '2000-06-16' })],
    );
    expect([cell(world, 1, 'age'), cell(world, 2, 'age')]).toEqual([26, null]);
  });
});

describe('statically unreadable', () => {
  const world = granting([{ action: 'read', scope: 'all', fields: ['name', 'owner', 'contacts'] }], [row(1)]);

  test.each<[string, ListQuestion, string[]]>([
    ['a filter', { where: { note: { isNull: true } } }, ['note']],
    ['a filter under not and or', { where: { not: { or: [{ code: { eq: 'x' } }] } } }, ['code']],
    ['a sort', { orderBy: [{ tier: 'ASC' }] }, ['tier']],
    ['a hop', { where: { owner: { email: { eq: 'x' } } } }, ['owner.email']],
    ['a to-many hop', { where: { contacts: { some: { name: { eq: 'x' } } } } }, ['contacts', 'contacts.name']],
  ])('%s is FORBIDDEN and names the field', (_, question, fields) => {
    expect(list(world, 'customer', question)).toEqual({ forbidden: fields });
  });

  test('a group or a sum is FORBIDDEN too', () => {
    expect(aggregate(world, 'customer', { groupBy: [['tier']], fields: ['creditLimit'] })).toEqual({
      forbidden: ['creditLimit', 'currency', 'tier'],
    });
  });

  test('a selection shows null', () => {
    expect(cell(world, 1, 'note')).toBeNull();
  });

  test('it depends on rules alone', () => {
    expect(list({ ...world, company: {} }, 'customer', { where: { note: { isNull: true } } })).toEqual({
      forbidden: ['note'],
    });
  });
});

describe('readable on some rows', () => {
  const world = granting(
    [{ ...readAll, cells: { code: 'own', creditLimit: 'own' } }],
    [
      row(1, { owner: 1, code: 'B', creditLimit: 10_0000 }),
      row(2, { owner: 2, code: 'A', creditLimit: 99_0000 }),
      row(3, { owner: 1, code: 'C', creditLimit: 20_0000 }),
    ],
  );

  test('counts as null in a filter', () => {
    expect(pks(world, 'customer', { where: { code: { in: ['A', 'B'] } } })).toEqual([1]);
    expect(pks(world, 'customer', { where: { code: { isNull: true } } })).toEqual([2]);
  });

  test('counts as null in a sort', () => {
    expect(inOrder(world, 'customer', [{ code: 'ASC' }])).toEqual([1, 3, 2]);
    expect(inOrder(world, 'customer', [{ code: 'DESC' }])).toEqual([3, 1, 2]);
  });

  test('counts as null in a group and a sum', () => {
    const answer = aggregate(world, 'customer', { groupBy: [['code']], fields: ['creditLimit'] });
    expect('groups' in answer && answer.groups.map(({ key, count, sum }) => [key[0], count, sum.creditLimit])).toEqual([
      ['b', 1, 10_0000],
      [null, 1, null],
      ['c', 1, 20_0000],
    ]);
  });

  test('is not searched on the other rows', () => {
    expect(pks(world, 'customer', { search: 'a' })).toEqual([]);
  });
});

describe('filters are two-valued', () => {
  const world = granting(
    [readAll],
    [row(1, { code: 'x', tags: ['Red', 'blue'] }), row(2, { tags: [] }), row(3, { code: 'Ｙ%' })],
  );

  test.each<[string, ListQuestion['where'], number[]]>([
    ['ne includes nulls', { code: { ne: 'x' } }, [2, 3]],
    ['notIn includes nulls', { code: { notIn: ['x', 'y%'] } }, [2]],
    ['not includes nulls', { not: { code: { eq: 'x' } } }, [2, 3]],
    ['a comparison with null is false', { code: { gte: '' } }, [1, 3]],
    ['in [] selects nothing', { code: { in: [] } }, []],
    ['or [] selects nothing', { or: [] }, []],
    ['notIn [] selects all', { code: { notIn: [] } }, [1, 2, 3]],
    ['and [] selects all', { and: [] }, [1, 2, 3]],
    ['{} selects all', {}, [1, 2, 3]],
    ['several fields mean and', { code: { eq: 'x' }, tags: { has: 'red' } }, [1]],
    ['text ignores case and width', { code: { eq: 'y%' } }, [3]],
    ['% is itself', { code: { contains: '%' } }, [3]],
    ['hasAny of none is false', { tags: { hasAny: [] } }, []],
    ['hasAll of none is true', { tags: { hasAll: [] } }, [1, 2, 3]],
    ['isEmpty', { tags: { isEmpty: true } }, [2, 3]],
  ])('%s', (_, where, expected) => {
    expect(pks(world, 'customer', { where: where! })).toEqual(expected);
  });
});

describe('order', () => {
  test('nulls come last in both directions, first where asked', () => {
    const world = granting([readAll], [row(1, { code: 'a' }), row(2), row(3, { code: 'b' })]);
    expect(inOrder(world, 'customer', [{ code: 'ASC' }])).toEqual([1, 3, 2]);
    expect(inOrder(world, 'customer', [{ code: 'DESC' }])).toEqual([3, 1, 2]);
    expect(inOrder(world, 'customer', [{ code: 'ASC', nulls: 'FIRST' }])).toEqual([2, 1, 3]);
  });

  test('ties end in one that hidden rows cannot move', () => {
    const world = granting([readAll], [row(3), row(1), row(2)]);
    expect(inOrder(world, 'customer', [{ code: 'ASC' }])).toEqual([1, 2, 3]);
    expect(inOrder(world, 'customer', [{ code: 'DESC' }])).toEqual([3, 2, 1]);
  });

  test('the default is newest change first', () => {
    const world = granting([readAll], [row(1, { updatedAt: 5 }), row(2, { updatedAt: 9 })]);
    expect(inOrder(world, 'customer', [])).toEqual([2, 1]);
  });
});

describe('deleted rows', () => {
  const customers = [row(1), row(2, { deletedAt: 5, owner: 1 }), row(3, { deletedAt: 5 })];
  const restoring: Grant = { action: 'restore', scope: 'own' };

  test('a deleted row is in no view', () => {
    const world = granting([readAll, restoring], customers);
    expect(pks(world, 'customer')).toEqual([1]);
    expect(lookUp(world, 'customer', customers[1]!.id)).toBeNull();
  });

  test('who may restore finds what they may restore when asking for deleted ones', () => {
    const world = granting([readAll, restoring], customers);
    expect(pks(world, 'customer', { deleted: true })).toEqual([2]);
    expect(lookUp(world, 'customer', customers[1]!.id, true)?.pk).toBe(2);
  });

  test('the same row and field rules hold for it there', () => {
    const world = granting([{ ...readAll, scope: 'team' }, restoring], customers);
    expect(visibleRows(world, 'customer', true)).toEqual([]);
  });

  test('others may not ask', () => {
    expect(list(granting([readAll], customers), 'customer', { deleted: true })).toEqual({ forbidden: ['deleted'] });
  });
});

describe('aggregate-only fields', () => {
  const counting: Grant = {
    action: 'read',
    scope: 'all',
    fields: ['tier', 'name', 'currency'],
    aggregateOnly: { fields: ['creditLimit'], k: 3 },
  };
  const customers = [1, 2, 3, 4].map((pk) => row(pk, { tier: pk < 4 ? 'gold' : 'silver', creditLimit: pk * 10_000 }));
  const world = granting([counting], customers);

  test('the value itself is never shown, filtered or sorted by', () => {
    expect(cell(world, 1, 'creditLimit')).toBeNull();
    expect(list(world, 'customer', { orderBy: [{ creditLimit: 'ASC' }] })).toEqual({ forbidden: ['creditLimit'] });
  });

  test('a group of fewer than k customers is null, count included', () => {
    const answer = aggregate(world, 'customer', { groupBy: [['tier']], fields: ['creditLimit'] });
    expect('groups' in answer && answer.groups.map(({ key, count, sum }) => [key[0], count, sum.creditLimit])).toEqual([
      ['gold', 3, 60_000],
      ['silver', null, null],
    ]);
  });

  test('such a query filters and groups by dimensions only', () => {
    const byName = aggregate(world, 'customer', { groupBy: [['name']], fields: ['creditLimit'] });
    const filtered = aggregate(world, 'customer', { where: { name: { eq: 'x' } }, fields: ['creditLimit'] });
    expect([byName, filtered]).toEqual([{ forbidden: ['name'] }, { forbidden: ['name'] }]);
  });

  test('nor does it search', () => {
    expect(aggregate(world, 'customer', { search: 'x', fields: ['creditLimit'] })).toEqual({ forbidden: ['search'] });
  });
});
