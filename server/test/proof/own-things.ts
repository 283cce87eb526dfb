import { grantsFor } from '../../src/access/oracle/view';
import { nouns } from '../../src/access/oracle/testing/test-world';
import type { Dice } from './dice';
import { currentVersion, madeId } from './known-by-now';
import type { Asked, Candidate, Writing } from './mutations';
import { mergesAtOnce, waitingId } from './waiting-merge';
import { openTo, ownReport, ownSaved, question } from './saved-things';

const shownItem = 'id version kind name noun definition audience audienceRole mine pinned';
const shownReport = 'id savedId frequency day minute timeZone format nextAt lastAt';
const shownJob = 'id kind title state';

/** An id that nothing of the principal's own has; private questions of others do. */
const hidden = '00000005-0000-4000-8000-0000000000ff';

/** A mutation with these arguments, each of a type, and what is answered of it. */
function own(name: string, args: Readonly<Record<string, string>>, shown: string, values: Asked['variables']): Asked {
  const names = Object.keys(args);
  const head = names.length > 0 ? `(${names.map((arg) => `$${arg}: ${args[arg]!}`).join(', ')})` : '';
  const passed = names.length > 0 ? `(${names.map((arg) => `${arg}: $${arg}`).join(', ')})` : '';
  const selection = shown === '' ? '' : ` { ${shown} }`;
  return { kind: 'own', query: `mutation Own${head} { ${name}${passed}${selection} }`, variables: values };
}

/** What people keep beside records: questions, dashboards, reports, jobs, decisions on duplicates. Each should pass. */
export function ownThings(of: Writing): Candidate[] {
  const people = of.open.world.principal.kind === 'user' ? personal(of) : [];
  return [...people, ...desk(of), ...jobs(of)];
}

const candidate = (weight: number, make: () => Asked, ...next: (() => Asked)[]): Candidate => ({
  weight,
  make: () => ({ asked: make(), next: next.map((each) => each()) }),
});

function personal(of: Writing): Candidate[] {
  const { dice } = of;
  const items = openTo(of.open.world, of.number);
  const anyItem = (): string =>
    dice.chance(0.05) ? dice.pick([hidden, 'x']) : madeId('saved', dice.int(3), dice.pick(items).id);
  const pins = items.filter(({ pinned }) => pinned).map(({ id }) => id);
  const report = madeId('report', 0, ownReport);
  const mine = madeId('saved', 0, ownSaved);
  return [
    candidate(3, () => saving(of)),
    candidate(2, () =>
      own('pinSavedItem', { id: 'ID!', pinned: 'Boolean!' }, shownItem, { id: anyItem(), pinned: dice.chance(0.7) }),
    ),
    candidate(1, () => own('arrangePins', { ids: '[ID!]!' }, shownItem, { ids: pins.slice().reverse() })),
    candidate(2, () => ({
      ...own('scheduleReport', { input: 'ScheduleReportInput!' }, shownReport, { input: rhythm(dice, anyItem()) }),
      makes: 'report',
    })),
    candidate(1, () =>
      own('pauseReport', { id: 'ID!', paused: 'Boolean!' }, shownReport, { id: report, paused: dice.chance(0.6) }),
    ),
    candidate(1, () => own('unscheduleReport', { id: 'ID!' }, '', { id: report })),
    candidate(1, () =>
      own('deleteSavedItem', { id: 'ID!', version: 'Int!' }, '', { id: mine, version: currentVersion }),
    ),
  ];
}

const rhythm = (dice: Dice, savedId: string): object => ({
  savedId,
  minute: dice.pick([0, 719]),
  ...dice.pick([{ frequency: 'DAILY' }, { frequency: 'WEEKLY', day: 2 }, { frequency: 'MONTHLY', day: 31 }]),
});

function saving({ dice, open: { world } }: Writing): Asked {
  const { principal, company } = world;
  const teams = company.team!.filter(({ pk }) => principal.teamPks.includes(pk));
  const audience = dice.pick(['PRIVATE', 'EVERYONE', 'ROLE', ...(teams.length > 0 ? ['TEAM'] : [])]);
  const role = dice.pick(dice.chance(0.9) ? principal.roles : ['manager', 'tester']);
  const input = {
    ...(dice.chance(0.2) && { id: madeId('saved', 0, ownSaved), version: currentVersion }),
    name: dice.pick(['a', '客户', 'b%', 'A', dice.chance(0.2) ? ' ' : 'B']),
    ...question(world, dice),
    audience,
    ...(audience === 'ROLE' && { audienceRole: role }),
    ...(audience === 'TEAM' && { audienceTeamId: dice.pick(teams).id }),
  };
  return { ...own('saveItem', { input: 'SavedItemInput!' }, shownItem, { input }), makes: 'saved' };
}

function desk({ dice, open }: Writing): Candidate[] {
  const mergeable = open.allowed('customer', 'merge').map(({ id }) => id);
  if (mergeable.length < 2) return [];
  const decision = (): Asked =>
    own('decideDuplicates', { ids: '[ID!]!', decision: 'DuplicateDecision!' }, '', {
      ids: dice.some(mergeable, 2, 3),
      decision: dice.pick(['DISTINCT', 'LATER', 'OPEN']),
    });
  const sweep = (): Asked => ({
    kind: 'own',
    query: `mutation Own { job: sweepDuplicates { ${shownJob} } }`,
    variables: {},
    begins: true,
    makes: 'job',
  });
  return [
    candidate(2, decision),
    candidate(2, sweep, () => ({ ...deskRead(dice) })),
    candidate(mergesAtOnce(open.world) ? 3 : 1, () =>
      own('declineMerge', { proposal: 'ID!' }, '', { proposal: dice.pick([waitingId, waitingId, hidden]) }),
    ),
  ];
}

/** Work that waits until the next job is begun, and what is done about it until then. */
function jobs({ dice, open: { world } }: Writing): Candidate[] {
  const noun = nouns.all().find(({ name }) => grantsFor(world, name, 'export').length > 0);
  if (!noun) return [];
  const about =
    (name: string): (() => Asked) =>
    () =>
      own(name, { id: 'ID!' }, shownJob, { id: madeId('waiting', dice.int(2)) });
  const begin = (): Asked => {
    const input = { noun: noun.name, columns: ['id'], format: 'jsonl' };
    return { ...own('startExport', { input: 'ExportInput!' }, shownJob, { input }), makes: 'waiting' };
  };
  return [candidate(1, begin, about('pauseJob'), about('resumeJob')), candidate(1, begin, about('cancelJob'))];
}

/** What people look at of it: `items` are ids of what they may open. */
export function ownReads(dice: Dice, items: readonly string[]): Asked {
  const item = items.length > 0 && dice.chance(0.85) ? dice.pick(items) : hidden;
  const answer: Asked = {
    kind: 'saved answer',
    query: 'query Answer($id: ID!) { savedAnswer(id: $id) }',
    variables: { id: dice.chance(0.85) ? item : madeId('saved', 0, item) },
  };
  const some: Asked = {
    kind: 'saved',
    query: `query Saved($kind: SavedKind, $noun: String, $pinned: Boolean) { savedItems(kind: $kind, noun: $noun, pinned: $pinned) { ${shownItem} } }`,
    variables: dice.chance(0.5) ? { pinned: dice.chance(0.5) } : { kind: 'LIST', noun: dice.pick(nouns.all()).name },
  };
  const plain = (kind: string, query: string, variables: Asked['variables'] = {}): Asked => ({
    kind,
    query,
    variables,
  });
  return dice.pick([
    answer,
    answer,
    answer,
    some,
    plain('saved', `{ savedItems { ${shownItem} } }`),
    plain('reports', `{ reportSchedules { ${shownReport} } }`),
    plain('jobs', `{ jobs(first: 5) { ${shownJob} done total stale result } }`),
    plain('jobs', `query Job($id: ID!) { job(id: $id) { ${shownJob} } }`, { id: madeId('job', 0) }),
    deskRead(dice),
    deskRead(dice),
    plain('exportable', '{ exportable }'),
    plain('custom fields', `query Fields($type: String!) { customFields(type: $type) { key kind } }`, {
      type: dice.pick(['Customer', 'Ticket', 'Order', 'Nothing']),
    }),
  ]);
}

const customer = 'id name code tier { key } primaryPhone';

/** What waits at the desk of duplicates; what somebody being entered looks like. */
function deskRead(dice: Dice): Asked {
  const roll = dice.int(4);
  if (roll === 0) {
    const query = `{ mergeProposals { id into choices { field } customers { ${customer} } by { id } } }`;
    return { kind: 'proposals', query, variables: {} };
  }
  if (roll < 3) {
    const groups = `groups { customers { ${customer} } }`;
    return {
      kind: 'duplicates desk',
      query: `query Desk($first: Int, $from: Int) { duplicatesDesk(first: $first, from: $from) { sweptAt records found next ${groups} } }`,
      variables: { first: 1 + dice.int(5), from: dice.int(2) },
    };
  }
  return {
    kind: 'duplicates',
    query: `query Alike($input: CustomerDuplicatesInput!) { customerDuplicates(input: $input) { score evidence { __typename } customer { ${customer} } } }`,
    variables: {
      input: {
        name: dice.pick(['a', '客户', 'A', 'Straße', "o'x"]),
        ...(dice.chance(0.5) && { phones: [dice.pick(['+861', '+8613800138000'])] }),
        ...(dice.chance(0.5) && { emails: [dice.pick(['a@b.example', 'A@B.example'])] }),
        ...(dice.chance(0.3) && { birthDate: '1990-06-15' }),
      },
    },
  };
}
