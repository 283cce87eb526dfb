import { isOfMyShares } from './my-shares';
import { all, and, not, or, type Predicate } from './predicate';

const me: Predicate = { kind: 'isMe', field: 'withUser' };
const team: Predicate = { kind: 'inMyTeams', field: 'withTeam', with: 'teams' };
const write: Predicate = { kind: 'in', field: 'write', values: [true] };

test('conditions that hold for own shares alone', () => {
  for (const where of [me, team, and(write, me), or(me, team), and(or(me, team), write)]) {
    expect(isOfMyShares(where)).toBe(true);
  }
});

test('conditions that may hold for shares of others', () => {
  const others: Predicate[] = [
    all,
    write,
    or(me, write),
    not(me),
    { kind: 'isMe', field: 'createdBy' },
    { kind: 'inMyTeams', field: 'withTeam', with: 'subtree' },
    { kind: 'inMyTeams', field: 'team', with: 'teams' },
    { kind: 'or', of: [] },
  ];
  for (const where of others) expect(isOfMyShares(where)).toBe(false);
});
