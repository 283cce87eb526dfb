import type { Company, Row, World } from '../../src/access/oracle/company';
import type { Principal } from '../../src/access/principal';

/** Roles of the people of generated companies by key: whoever shares a record has to be able to give it. */
export const rolesOfUsers: ReadonlyMap<number, readonly string[]> = new Map([
  [1, ['manager', 'tester']],
  [2, ['steward']],
  [3, ['manager', 'sales-rep']],
]);

/** What a row of a real company's user holds beside the fields of its noun. */
export const rolesHeld = 'roles held';

/** The roles of a user: those of its row in a company that exists, else those of generated people. */
export const rolesOf = (user: Row): readonly string[] =>
  (user[rolesHeld] as readonly string[] | undefined) ?? rolesOfUsers.get(user.pk) ?? [];

type Staff = Pick<Principal, 'roles' | 'teamPks' | 'subtreeTeamPks'>;

/** What each user of the company is: their roles, and the team that their record names with those below it. */
function staffOf(company: Company): ReadonlyMap<number, Staff> {
  const teams = company.team ?? [];
  return new Map(
    (company.user ?? []).map((user): [number, Staff] => {
      const own = typeof user.team === 'number' ? [user.team] : [];
      const below = teams.filter(({ parent }) => own.includes(parent as number)).map(({ pk }) => pk);
      return [user.pk, { roles: rolesOf(user), teamPks: own, subtreeTeamPks: [...own, ...below] }];
    }),
  );
}

/** The world before another company. */
export const inCompany = (world: World, company: Company): World => ({ ...world, company, staff: staffOf(company) });
