import { bookOf } from '../../access/oracle/testing/test-world';
import { dependenciesOfAnybody } from './anybodys-rules';

test('what rules look at is reckoned over every purpose of a role, not its usual one alone', () => {
  const grants = [{ action: 'read' as const, scope: 'all', fields: ['@personal'] }];
  // The usual purpose of `tester` is sales; consent counts for marketing.
  const book = bookOf({ customer: { roles: { tester: grants, second: grants } } });
  const roles = dependenciesOfAnybody(book, 'consent').map(({ field, role }) => `${role} ${field}`);
  expect(roles).toEqual(expect.arrayContaining(['tester state', 'tester purpose', 'tester customer']));
  expect(roles.filter((one) => one.startsWith('second '))).toEqual([]);
});
