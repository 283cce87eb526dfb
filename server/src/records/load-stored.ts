import { none, type Predicate } from '../access/predicate';
import type { SqlRow, SqlRunner } from '../database/database';
import { notFound, staleVersion } from '../errors/errors';
import type { Field, Noun } from '../model/registry';
import { Compilation, type ReadContext } from '../query/context';
import { rowsSql } from '../query/page';
import { columnSql, predicateSql } from '../query/predicate-sql';
import { planOf, Statement } from '../query/plan';
import { allOf, join, raw, sql, Sql } from '../query/sql';
import { idToBytes } from '../query/values';
import { dropUnchanged } from './changes';
import { RowNotWhole, type Draft, type StoredValues } from './draft';
import { grantQuestions } from './grants';
import { RowQuestions } from './row-truth';
import { checkBefore, ruleQuestions } from './rules';
import { perNoun } from './per-noun';
import { fromStored, storedFields } from './stored-form';
import { readingIn, type WriteContext } from './write-context';

/**
 * Locks and reads the rows that updates, deletions and restorations are about, and asks the rules about them as they are.
 * A row out of the view is NOT_FOUND, whatever the reason.
 */
export async function loadStored(
  context: WriteContext,
  tx: SqlRunner,
  noun: Noun,
  drafts: readonly Draft[],
): Promise<void> {
  const byId = new Map<string, Draft>();
  for (const draft of drafts) {
    const bytes = draft.id === null ? null : idToBytes(draft.id);
    if (bytes) byId.set(bytes.toString('hex'), draft);
    else draft.refuse(notFound());
  }
  if (byId.size === 0) return;
  const ids = [...byId.keys()].map((hex) => Buffer.from(hex, 'hex'));
  const all = [...byId.values()];
  const reading = readingIn(context, tx);
  const given = new Set(all.flatMap((draft) => [...draft.given]));
  const restoring = all.some((draft) => draft.action === 'restore');
  const view = context.ruleSet.view(noun.name);
  // A batch comes in so many combinations that only the statements of single records are met again.
  const shown = all.length === 1 ? all[0]!.shown : null;
  const kept = planOf(
    reading,
    ids.length === 1 ? noun : null,
    `stored ${all[0]!.action} ${[...given].join()} ${shown ? shown.join() : '*'}`,
    (): StoredPlans => ({ narrowIsEnough: true, narrow: null, whole: null }),
  );
  const few = shown && kept.narrowIsEnough ? new Set([...given, ...shown, 'version', 'updatedAt']) : null;
  const plan = (kept[few ? 'narrow' : 'whole'] ??= compile(reading, noun, all, ids.length, given, restoring, few));
  const binding = { context: reading, values: ids, pks: [] };
  await plan.lock?.run(binding);
  const { answers, places } = plan;
  const first = 2 + places.size;
  for (const row of await plan.statement.run(binding)) {
    const draft = byId.get((row[1] as Buffer).toString('hex'))!;
    draft.pk = Number(row[0]);
    draft.stored = few ? new NarrowRow(row, noun, kept, plan) : new StoredRow(row, places);
    draft.truth = answers(row, first);
    for (const field of draft.given) {
      if (draft.truth(view.cells.get(field)?.read ?? { kind: 'none' })) draft.readable.add(field);
    }
    if (draft.lenient) dropUnchanged(context, draft);
    checkBefore(context, draft, draft.truth);
    if (draft.version !== null && draft.version !== draft.stored.get('version')) draft.refuseLater(staleVersion());
  }
  for (const draft of byId.values()) if (draft.pk === null) draft.refuse(notFound());
}

/** The ways to read stored rows for writes of one shape, each compiled when it is first needed. */
interface StoredPlans {
  /** Whether nothing but what is given and shown was asked of a row so far. */
  narrowIsEnough: boolean;
  narrow: StoredPlan | null;
  whole: StoredPlan | null;
}

/** How stored rows are locked and read. */
interface StoredPlan {
  /** Locks the rows before they are read; null where reading locks them. */
  lock: Statement | null;
  statement: Statement;
  answers: RowQuestions['answers'];
  /** Fields and where their columns stand. */
  places: ReadonlyMap<string, { field: Field; at: number }>;
}

function compile(
  context: ReadContext,
  noun: Noun,
  drafts: readonly Draft[],
  count: number,
  given: ReadonlySet<string>,
  restoring: boolean,
  few: ReadonlySet<string> | null,
): StoredPlan {
  const compilation = new Compilation(context);
  const alias = compilation.alias();
  const view = context.ruleSet.view(noun.name);
  const asked: Predicate[] = [
    ...drafts.flatMap((draft) => ruleQuestions(context, draft)),
    ...grantQuestions(context, noun.name),
    ...[...given].map((field) => view.cells.get(field)?.read ?? none),
  ];
  const questions = new RowQuestions(compilation, noun, alias);
  for (const predicate of asked) questions.ask(predicate);
  const fields = storedFields(noun).filter(({ name }) => few === null || few.has(name));
  const secrets = [...noun.fields.values()].filter((field) => field.kind === 'secret' && given.has(field.name));
  const columns: Sql[] = [
    sql`${alias}.pk`,
    sql`${alias}.id`,
    ...fields.map((field) => columnSql(alias, field.column)),
    ...secrets.map((field) => columnSql(alias, `${field.column}_index`)),
  ];
  const ids = join(
    Array.from({ length: count }, (_, i) => new Sql('?', [null], [({ values }) => values[i] as Buffer])),
    ',',
  );
  const where = allOf([
    sql`${alias}.id IN (${ids})`,
    rowsSql(compilation, noun, alias, restoring),
    predicateSql(compilation, noun, alias, view.row),
  ]);
  const from = sql`FROM ${raw(noun.table)} ${alias}`;
  const locking = sql` ORDER BY ${alias}.pk FOR UPDATE`;
  const read = sql`SELECT ${join([...columns, ...questions.expressions], ', ')} ${from} WHERE ${where}`;
  const places = new Map([...fields, ...secrets].map((field, i) => [field.name, { field, at: 2 + i }]));
  const rest = { answers: questions.answers, places };
  if (context.runner.dialect === 'sqlite') return { ...rest, lock: null, statement: new Statement(read) };
  // A locking read sees the rows as they are once it has them, but what its sub-queries look at as it was when it began:
  // perhaps before the write that it waited for. So where rules look beyond the row, it is locked first.
  const conditions = [view.row, ...asked, ...(restoring ? [context.ruleSet.write(noun.name).restore] : [])];
  if (conditions.every((condition) => compilation.isOfRow(condition)))
    return { ...rest, lock: null, statement: new Statement(sql`${read}${locking}`) };
  const lock = sql`SELECT ${alias}.pk ${from} WHERE ${alias}.id IN (${ids})${locking}`;
  return { ...rest, lock: new Statement(lock), statement: new Statement(read) };
}

/** Of a row that is read whole few values are looked at: each is decoded when it is. */
class StoredRow implements StoredValues {
  constructor(
    private readonly row: SqlRow,
    private readonly places: StoredPlan['places'],
  ) {}

  get(name: string): unknown {
    const place = this.places.get(name);
    if (!place) return undefined;
    const { field, at } = place;
    return field.kind === 'secret' ? (this.row[at] ?? null) : fromStored(field, this.row[at]);
  }
}

/**
 * A row of which only the fields given and shown were read: the server describes every column of every answer, which costs it and the
 * driver more than the values. Who asks for more gets it the next time.
 */
class NarrowRow extends StoredRow {
  constructor(
    row: SqlRow,
    private readonly noun: Noun,
    private readonly plans: StoredPlans,
    private readonly plan: StoredPlan,
  ) {
    super(row, plan.places);
  }

  override get(name: string): unknown {
    if (this.lacks(name)) throw new RowNotWhole();
    return super.get(name);
  }

  lacks(name: string): boolean {
    if (this.plan.places.has(name) || !storedNames(this.noun).has(name)) return false;
    this.plans.narrowIsEnough = false;
    return true;
  }
}

const storedNames = perNoun((noun): ReadonlySet<string> => new Set(storedFields(noun).map(({ name }) => name)));
