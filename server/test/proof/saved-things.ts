import { neverReadable, visibleRows } from '../../src/access/oracle/view';
import type { World } from '../../src/access/oracle/company';
import { noon, nouns } from '../../src/access/oracle/testing/test-world';
import type { Database, SqlValue } from '../../src/database/database';
import { idToBytes } from '../../src/query/values';
import { seededDice, type Dice } from './dice';
import { InputMaker } from './input-maker';
import { offeredTo, schemaOffering } from './schema';
import { ShapeMaker } from './shapes';

/** A question that somebody keeps. */
export interface Saved {
  id: string;
  name: string;
  kind: 'QUERY' | 'LIST';
  noun: string | null;
  definition: Record<string, unknown>;
  owner: number;
  audience: 'PRIVATE' | 'ROLE' | 'TEAM' | 'EVERYONE';
  role: string | null;
  team: number | null;
  /** Whether the principal of the world has it on the dashboard. */
  pinned: boolean;
}

const idOf = (number: number): string => `0000000${number}-0000-4000-8000-0000000000ff`;

/** The principal's own question, and the report of it that comes to them. */
export const ownSaved = idOf(9);
export const ownReport = '00000009-0000-4000-8000-0000000000fe';

/** Questions of the principal's own and of others that the principal of the world may open: the same in both companies of a pair. */
export function openTo(world: World, number: number): Saved[] {
  const { principal } = world;
  if (principal.kind !== 'user') return [];
  const dice = seededDice(number);
  const own: Saved = {
    id: ownSaved,
    name: 'own',
    ...question(world, dice),
    owner: principal.pk,
    audience: 'PRIVATE',
    role: null,
    team: null,
    pinned: dice.chance(0.5),
  };
  return [own, ...sharedWith(world, dice)];
}

function sharedWith(world: World, dice: Dice): Saved[] {
  const { principal, company } = world;
  const others = company.user!.filter(({ pk }) => pk !== principal.pk);
  return Array.from({ length: dice.int(3) }, (_, at): Saved => {
    const teams = company.team!.filter(({ pk }) => principal.teamPks.includes(pk));
    const audience = dice.pick(['EVERYONE', 'ROLE', ...(teams.length > 0 ? (['TEAM'] as const) : [])] as const);
    return {
      id: idOf(at),
      name: dice.pick(['a', '客户', 'b%']) + String(at),
      ...question(world, dice),
      owner: dice.pick(others.length > 0 ? others : company.user!).pk,
      audience,
      role: audience === 'ROLE' ? dice.pick(principal.roles) : null,
      team: audience === 'TEAM' ? dice.pick(teams).pk : null,
      pinned: dice.chance(0.4),
    };
  });
}

/** Questions that the principal may not open: each company of a pair has others. */
export function keptFrom(world: World, number: number): Saved[] {
  const { principal, company } = world;
  const dice = seededDice(number);
  const others = company.user!.filter(({ pk }) => pk !== principal.pk || principal.kind !== 'user');
  const teams = company.team!.filter(({ pk }) => !principal.teamPks.includes(pk));
  if (others.length === 0) return [];
  return Array.from({ length: dice.int(3) }, (_, at): Saved => {
    const audience = dice.pick(['PRIVATE', 'ROLE', ...(teams.length > 0 ? (['TEAM'] as const) : [])] as const);
    return {
      id: idOf(5 + at),
      name: `hidden ${number}`,
      kind: 'QUERY',
      noun: null,
      definition: { document: `{ me { id } } # ${number}` },
      owner: dice.pick(others).pk,
      audience,
      role: audience === 'ROLE' ? 'nobody' : null,
      team: audience === 'TEAM' ? dice.pick(teams).pk : null,
      pinned: false,
    };
  });
}

/** A list as a screen keeps it, or a document. */
export function question(world: World, dice: Dice): Pick<Saved, 'kind' | 'noun' | 'definition'> {
  const schema = schemaOffering(offeredTo(world));
  const noun = dice.pick(nouns.all());
  const inputs = new InputMaker(
    dice,
    (of, field) => !neverReadable(world, of, field),
    (of, deleted = false) => visibleRows(world, of, deleted).map(({ id }) => id),
  );
  const field = schema.getQueryType()!.getFields()[noun.plural]!;
  const argument = (name: string): unknown => {
    const { type } = field.args.find((arg) => arg.name === name)!;
    return dice.chance(0.4) ? inputs.value(type, name, 2) : undefined;
  };
  const given = { where: argument('where'), orderBy: argument('orderBy') };
  const plain = JSON.parse(JSON.stringify(given)) as Record<string, unknown>;
  if (dice.chance(0.4)) {
    return { kind: 'LIST', noun: noun.name, definition: { where: {}, ...plain } };
  }
  const maker = new ShapeMaker(schema, dice);
  const { query, variables } = maker.document('query', [maker.root('query', noun.plural, ['where', 'orderBy'], 1)]);
  const filled = variables.flatMap(({ name, argument: of }): [string, unknown][] =>
    of === 'flag' ? [[name, dice.chance(0.5)]] : of in plain ? [[name, plain[of]]] : [],
  );
  return { kind: 'QUERY', noun: null, definition: { document: query, variables: Object.fromEntries(filled) } };
}

/** Whoever kept it, or somebody else who is not the principal where they are gone; nobody is told who. */
function ownerIn({ company, principal }: World, pk: number): number {
  const users = company.user!;
  const found = users.find((user) => user.pk === pk) ?? users.find((user) => user.pk !== principal.pk) ?? users[0]!;
  return found.pk;
}

/** Makes the database hold these, and what the principal has pinned of them. */
export async function loadSaved(database: Database, world: World, saved: readonly Saved[]): Promise<void> {
  if (saved.length === 0) return;
  await database.transaction(async (tx) => {
    for (const [at, of] of saved.entries()) {
      const values: SqlValue[] = [
        at + 1,
        idToBytes(of.id),
        of.kind,
        of.name,
        of.noun,
        JSON.stringify(of.definition),
        of.id === ownSaved ? of.owner : ownerIn(world, of.owner),
        of.audience,
        of.role,
        of.team,
        noon,
        noon,
      ];
      await tx.run(
        `INSERT INTO saved_items (pk, id, version, kind, name, noun, definition, owner_user_pk, audience, audience_role,
           audience_team_pk, created_at, updated_at) VALUES (?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        values,
      );
      if (of.id === ownSaved) {
        await tx.run(
          `INSERT INTO report_schedules (pk, id, saved_pk, user_pk, created_by_user_pk, frequency, day, minute, time_zone, format,
             next_at, created_at) VALUES (1, ?, ?, ?, ?, 'DAILY', NULL, 1, 'UTC', 'CSV', ?, ?)`,
          [idToBytes(ownReport), at + 1, of.owner, of.owner, noon, noon],
        );
      }
      if (!of.pinned) continue;
      await tx.run('INSERT INTO saved_pins (user_pk, saved_pk, position) VALUES (?, ?, ?)', [
        world.principal.pk,
        at + 1,
        at + 1,
      ]);
    }
  });
}
