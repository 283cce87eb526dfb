import { rowsOf, type World } from '../../src/access/oracle/company';
import { visibleRows } from '../../src/access/oracle/view';
import type { Purpose } from '../../src/access/principal';
import { nouns } from '../../src/access/oracle/testing/test-world';
import type { FieldKind } from '../../src/model/noun';
import type { Field } from '../../src/model/registry';
import { fillSearchIndex } from '../../src/search/fill-search-index';
import { inOrder } from './companies';
import { inCompany } from './givers';
import { secrets, type Answer } from './host';
import { loadCompany, loadTrail } from './load-company';
import { KnownByNow, madeId } from './known-by-now';
import { MadeIds } from './made-ids';
import type { Operation } from './operations';
import { departure, expectedOf } from './oracle-answers';
import { wrongFile } from './oracle-files';
import { allSeeing, twinsOf, type Pair } from './pairs';
import { keptFrom, loadSaved, openTo } from './saved-things';
import { walk } from './roads';
import type { Side } from './side';
import { storedCompany } from './stored-company';
import { book, type Tally } from './tally';
import { forPurpose, underEachPurpose } from './purposes';
import { loadWaitingMerge } from './waiting-merge';
import { watchOperation } from './watching';
import { viewOf } from './view-text';

/** Why a pair failed. `told`: the answers differ. `moved`: the views do, afterwards. `wrong`: an answer is not the oracle's. */
export class Failure extends Error {
  constructor(
    readonly kind: 'told' | 'moved' | 'wrong' | 'unexpected',
    readonly operation: Operation | null,
    readonly detail: string,
  ) {
    super(`${kind}: ${detail}`);
  }
}

/** Kinds of reads that the oracle knows the right answer to. */
const judged = new Set(['list', 'pages', 'deleted', 'record', 'record deleted', 'batch', 'node']);

export interface RunOptions {
  /** Whether to compare answers with the oracle's too. */
  judge: boolean;
  /** Ask whether somebody who sees everything notices that the companies differ. */
  peek: boolean;
}

/**
 * Asks both companies of a pair the same and compares: answers byte for byte, with the oracle's, and the views afterwards.
 * @throws Failure at the first difference
 */
export async function runPair(
  pair: Pair,
  sides: readonly [Side, Side],
  tally: Tally,
  { judge, peek: peeks }: RunOptions,
): Promise<void> {
  const { one, two, past } = twinsOf(pair);
  for (const [i, world] of [one, two].entries()) {
    const { database, host } = sides[i]!;
    sides[i]!.apart = pair.twist % apart === 0;
    await loadCompany(database, world.company, past[i]!);
    await loadTrail(database, seesTrail(world) ? [] : trailOf(pair.twist + i));
    await loadWaitingMerge(database, world, pair.twist + i);
    await loadSaved(database, world, [...openTo(one, pair.twist), ...keptFrom(world, pair.twist + i)]);
    if (pair.twist % indexed === 0)
      await fillSearchIndex(
        database,
        async () => nouns,
        () => undefined,
      );
    host.enter(world);
  }
  const ids = new MadeIds(secrets, [sides[0].host.ids, sides[1].host.ids]);
  const booked: Booked = (operation, answer) => {
    book(tally, operation, answer.body);
    if (pair.rules !== null) walk(tally.roads, operation, answer);
  };
  const run = new Sequence(one, sides, tally, judge, ids, booked);
  const watching = pair.twist % watched === 0 ? await watchBoth(sides, watchOperation(one, pair.twist), ids) : null;
  try {
    for (const operation of pair.operations) {
      await run.ask(operation);
      if (operation.writes) await watching?.compare(operation);
    }
    if (watching) {
      // The document is no request, so no mutation is counted by it.
      const operation = { ...watchOperation(one, pair.twist), query: '' };
      booked(operation, { body: await watching.compare(null) });
    }
  } finally {
    await watching?.end();
  }
  const unexpected = sides.flatMap(({ host }) => host.unexpected);
  if (unexpected.length > 0) throw new Failure('unexpected', run.last, unexpected[0]!);
  if (run.wrote) await compareViews(one, two, sides, ids);
  await count(one, two, sides, tally, peeks);
}

/** Pairs that search through a filled index: one in so many. The others search without one. */
const indexed = 4;

/** Pairs whose principal watches customers meanwhile: one in so many. */
const watched = 3;

/** Pairs whose heavy reads are done where the product does them: one in so many. */
const apart = 16;

const seesTrail = ({ principal, book }: World): boolean =>
  principal.roles.some((role) => book.roles.get(role)?.rights.includes('audit:read'));

/** Ids of some entries, others for another number. */
const trailOf = (number: number): string[] =>
  Array.from(
    { length: number % 3 },
    (_, at) => `${number.toString(16).padStart(8, '0')}-0000-4000-c000-${String(at).padStart(12, '0')}`,
  );

/** Asks both at once, but for reading the document, which the second need not do again. */
async function askBoth(
  [one, two]: readonly [Side, Side],
  operation: Operation,
  count: number,
  ofTwo: Operation = operation,
): Promise<[Answer, Answer]> {
  const left = one.host.ask(operation, count);
  // A file is no document.
  await (operation.upload ? left : one.host.read());
  return Promise.all([left, two.host.ask(ofTwo, count)]);
}

/** Both watched at once; whatever the two are told apart is a failure. */
interface WatchingBoth {
  /** All that was told until now. */
  compare(after: Operation | null): Promise<string>;
  end(): Promise<void>;
}

async function watchBoth(sides: readonly [Side, Side], operation: Operation, ids: MadeIds): Promise<WatchingBoth> {
  const watching = await Promise.all(sides.map(({ host }) => host.watch(operation)));
  let told = '';
  return {
    async compare(after) {
      const [left, right] = (await Promise.all(watching.map((one) => one.news()))) as [string, string];
      if (!ids.same(left, right)) {
        const detail = `${operation.query}\n${JSON.stringify(operation.variables)}\n${firstDifference(left, right)}`;
        throw new Failure('told', after ?? operation, detail);
      }
      told += left;
      return told;
    },
    end: async () => void (await Promise.all(watching.map((one) => one.end()))),
  };
}

/** Counts what became of a request. */
type Booked = (operation: Operation, answer: Pick<Answer, 'body' | 'made'>) => void;

/** The requests of one principal, one after the other, to both sides. */
class Sequence {
  last: Operation | null = null;
  wrote = false;
  private asked = 0;
  private readonly worlds = new Map<Purpose, World>();
  /** What the client of each company knows by its answers. */
  private readonly known: readonly [KnownByNow, KnownByNow];

  constructor(
    private readonly world: World,
    private readonly sides: readonly [Side, Side],
    private readonly tally: Tally,
    private readonly judge: boolean,
    private readonly ids: MadeIds,
    private readonly book: Booked,
  ) {
    this.known = [new KnownByNow(world), new KnownByNow(world)];
  }

  async ask(operation: Operation): Promise<void> {
    const [asked, two] = this.known.map((by) => ({
      ...operation,
      variables: by.settled(operation.variables) as Record<string, unknown>,
    })) as [Operation, Operation];
    this.last = asked;
    const [answer, ofTwo] = await this.both(asked, two);
    if (this.judge && !this.wrote && judged.has(asked.kind)) this.compareWithOracle(asked, answer);
    if (this.judge && asked.kind === 'aggregate') checkTotals(asked, answer);
    if (this.judge && !this.wrote && answer.made !== undefined && operation.begins) this.checkFile(asked, answer.made);
    this.wrote ||= operation.writes;
    if (operation.pages > 0) await this.turn(operation, [answer, ofTwo]);
  }

  /** The same request to both; whatever can be told apart is a failure. */
  private async both(operation: Operation, ofTwo: Operation): Promise<[Answer, Answer]> {
    this.asked += 1;
    const [left, right] = await askBoth(this.sides, operation, this.asked, ofTwo);
    const parts = ['status', 'headers', 'body', 'made'] as const;
    const [told, toldTwo] = [left, right].map((answer) => JSON.stringify(parts.map((part) => answer[part]))) as [
      string,
      string,
    ];
    if (!this.ids.same(told, toldTwo)) throw new Failure('told', operation, firstDifference(told, toldTwo));
    this.book(operation, left);
    if (operation.writes) {
      for (const [i, { body }] of [left, right].entries()) this.known[i]!.learn(JSON.parse(body), operation.makes);
    }
    return [left, right];
  }

  /** The next page, by the cursor that each company gave. */
  private async turn(operation: Operation, answers: readonly [Answer, Answer]): Promise<void> {
    const backward = /\$before\d/.exec(operation.query);
    const place = /\$((?:after|before)\d+)/.exec(operation.query)?.[1];
    for (const [i, { body }] of answers.entries()) {
      const { data } = JSON.parse(body) as {
        data?: Record<string, { pageInfo?: Record<string, string | null> }> | null;
      };
      const info = Object.values(data ?? {})[0]?.pageInfo;
      const cursor = backward ? info?.startCursor : info?.endCursor;
      if (!place || typeof cursor !== 'string') return;
      this.known[i]!.keep('cursor', cursor);
    }
    const variables = { ...operation.variables, [place!]: madeId('cursor', 0) };
    await this.ask({ ...operation, variables, pages: operation.pages - 1 });
  }

  /** The world for the purpose that the request states: one object for each, since what is known is kept by world. */
  private asking({ purpose }: Operation): World {
    const stated = purpose ?? this.world.principal.purpose;
    const world = this.worlds.get(stated) ?? forPurpose(this.world, stated);
    this.worlds.set(stated, world);
    return world;
  }

  private checkFile(operation: Operation, made: string): void {
    if (operation.strict) return;
    this.tally.checked++;
    const wrong = wrongFile(this.asking(operation), operation, made);
    if (wrong !== null) throw new Failure('wrong', operation, wrong);
  }

  private compareWithOracle(operation: Operation, answer: Answer): void {
    const { data, errors } = JSON.parse(answer.body) as {
      data?: unknown;
      errors?: { extensions: { code: string; fields?: string[] } }[];
    };
    const refused = errors?.[0]?.extensions;
    if (operation.strict || answer.status !== 200 || (refused && refused.code !== 'FORBIDDEN')) return;
    if (Object.keys(operation.variables).some((name) => /^(after|before)/.test(name))) return;
    if (operation.purpose && !this.world.principal.purposes.includes(operation.purpose)) return;
    const expected = expectedOf(this.asking(operation), operation.query, operation.variables);
    this.tally.checked++;
    const wrong =
      'forbidden' in expected
        ? refused
          ? null
          : `answered what is FORBIDDEN: ${expected.forbidden.join(', ')}`
        : refused
          ? `FORBIDDEN ${(refused.fields ?? []).join(', ')} where it is allowed`
          : departure(expected.data, data);
    if (wrong !== null) throw new Failure('wrong', operation, wrong);
  }
}

/** What may be told as totals only is not told by a total beside groups that are too small: it would be what is missing. */
function checkTotals(operation: Operation, answer: Answer): void {
  const { data } = JSON.parse(answer.body) as {
    data?: Record<string, { nodes: { suppressed: boolean }[]; totals?: { suppressed: boolean } | null } | null> | null;
  };
  for (const groups of Object.values(data ?? {})) {
    if (!groups?.totals || groups.totals.suppressed || !groups.nodes.some(({ suppressed }) => suppressed)) continue;
    throw new Failure('wrong', operation, 'a total is told beside a suppressed group');
  }
}

/** The second half of the promise: what the principal sees after its writes is the same again. */
async function compareViews(one: World, two: World, sides: readonly [Side, Side], ids: MadeIds): Promise<void> {
  const [left, right] = await Promise.all(sides.map(({ database }) => storedCompany(database)));
  const views = [left, right].map((company, i) =>
    underEachPurpose(inCompany(i === 0 ? one : two, company!))
      .map((world) => viewOf(world))
      .join('\n'),
  );
  if (!ids.same(views[0]!, views[1]!)) throw new Failure('moved', null, firstDifference(views[0]!, views[1]!));
}

/** Both texts around the first place where they part. */
function firstDifference(left: string, right: string): string {
  let at = 0;
  while (left[at] === right[at]) at++;
  const around = (text: string): string => `… ${text.slice(Math.max(0, at - 200), at + 300)} …`;
  return `${around(left)}\n${around(right)}`;
}

/** How a field is asked for in full; null where its rows are counted elsewhere. */
function whole({ name, kind, custom }: Field): string | null {
  const parts: Partial<Record<FieldKind, string>> = {
    dictionary: 'key',
    link: 'id',
    phones: 'number',
    emails: 'address',
    addresses: 'line',
    externalIds: 'source',
  };
  if (kind === 'many' || kind === 'derived' || custom) return null;
  return parts[kind] ? `${name} { ${parts[kind]} }` : name;
}

const peek = (noun: string): Operation => ({
  kind: 'peek',
  query: `{ ${nouns.get(noun).plural}(first: 50) { nodes { ${[...nouns.get(noun).fields.values()]
    .map(whole)
    .filter((field) => field !== null)
    .join(' ')} } } }`,
  variables: {},
  purpose: null,
  strict: false,
  chinese: false,
  pages: 0,
  writes: false,
});

/** How much of the company the principal saw, and whether there was anything to notice. */
async function count(
  one: World,
  two: World,
  sides: readonly [Side, Side],
  tally: Tally,
  peeks: boolean,
): Promise<void> {
  tally.pairs++;
  const all = inOrder.reduce((sum, noun) => sum + rowsOf(one, noun).length, 0);
  const visible = inOrder.reduce((sum, noun) => sum + visibleRows(one, noun).length, 0);
  if (visible > 0) tally.someRows++;
  if (visible < all) tally.notAllRows++;
  if (JSON.stringify(one.company) === JSON.stringify(two.company)) return;
  tally.differing++;
  if (!peeks) return;
  tally.peeked++;
  for (const [i, world] of [one, two].entries()) sides[i]!.host.enter(allSeeing(world));
  for (const noun of inOrder) {
    const [left, right] = await askBoth(sides, peek(noun), 0);
    if (left.body !== right.body) {
      tally.noticed++;
      return;
    }
  }
}
