import { GuardedRow } from '../access/guard';
import type { Principal } from '../access/principal';
import type { RuleSet } from '../access/rule-set';
import type { SqlRunner } from '../database/database';
import type { Noun } from '../model/registry';
import { checkBelow } from '../query/check-below';
import type { ReadContext, SensitiveRead } from '../query/context';
import { readPage, type Page } from '../query/page';
import type { PageRequest, Selection } from '../query/selection';
import type { Where } from '../query/where';
import { dependenciesOf, type Dependencies } from './dependencies';
import type { ViewChange } from './event';
import { socketLimits } from './limits';
import { padded } from './reach';
import { renderingOf } from './rendering';
import type { Round } from './round';

/** What a subscription asks for. */
export interface WatchRequest {
  noun: Noun;
  where: Where | null;
  selection: Selection;
  /** Asked before each delivery. @throws KehuError where the principal may not run this subscription any more */
  permit?(principal: Principal): void;
}

/** Most records of one read. */
const chunk = 200;

/**
 * One subscription: which records it has told of, and as what. Two moments are compared, never remembered guesses: a
 * record is news where its rendering in the snapshot after differs from that in the snapshot before, both read through
 * the subscriber's view of today. What makes a record be looked at, hidden changes included, has no say in it.
 */
export class Watch {
  /** Digest of the rendering that each told record has now, by public id; oldest first. */
  private readonly told = new Map<string, { pk: number; rendering: string }>();
  private view: string | null = null;
  private dependencies: { of: RuleSet; found: Dependencies } | null = null;

  constructor(readonly request: WatchRequest) {}

  /** Records it has told of. */
  get size(): number {
    return this.told.size;
  }

  /**
   * Refuses what may not be asked, from rules alone.
   * @throws KehuError FORBIDDEN, BAD_USER_INPUT, QUERY_TOO_EXPENSIVE
   */
  async check(context: ReadContext): Promise<void> {
    this.view = viewKey(context);
    const { noun, where } = this.request;
    await readPage(context, noun, { ...this.page(where), wantsRows: false });
    const ids = Array.from({ length: chunk }, () => nobody);
    await readPage(unlogged(context), noun, { ...this.page(this.filter(ids)), wantsRows: false });
    await checkBelow(unlogged(context), this.request.selection);
  }

  /** What the round brings in the subscriber's view, ordered by id. Reads of logged fields are told to `context`. */
  async changes(context: ReadContext, round: Round): Promise<ViewChange[]> {
    this.request.permit?.(context.principal);
    const moved = viewKey(context) !== this.view;
    // Rules refuse it now, not the first record that is looked at: that may be for a change out of sight.
    if (moved) await this.check(unlogged(context));
    const found = this.dependenciesUnder(context.ruleSet);
    const looked = await round.reached(this.request.noun, found.paths);
    if (await this.mustLookAgain(moved, round, found)) {
      for (const [id, { pk }] of this.told) looked.set(pk, id);
    }
    const ids = new Map([...looked].map(([pk, id]) => [id, pk]));
    const sorted = [...ids.keys()].sort();
    const changes: ViewChange[] = [];
    for (let i = 0; i < sorted.length; i += chunk) {
      changes.push(...(await this.compare(context, round, sorted.slice(i, i + chunk), ids)));
    }
    return changes;
  }

  /** Rules, time or day may have changed what is shown of records that nobody wrote. */
  private async mustLookAgain(moved: boolean, round: Round, found: Dependencies): Promise<boolean> {
    if (this.told.size === 0) return false;
    return moved || (found.byDay && round.newDay) || (await round.anyPassed(found.thresholds));
  }

  private async compare(
    context: ReadContext,
    round: Round,
    ids: readonly string[],
    pks: ReadonlyMap<string, number>,
  ): Promise<ViewChange[]> {
    const after = await this.read(context, round.after, ids);
    const unknown = ids.filter((id) => !this.told.has(id) && after.rows.has(pks.get(id)!));
    const before = unknown.length > 0 ? await this.read(context, round.before, unknown) : null;
    const changes: ViewChange[] = [];
    for (const id of ids) {
      const pk = pks.get(id)!;
      const row = after.rows.get(pk) ?? null;
      const told = this.told.get(id);
      const rendering = row && this.rendering(row, context);
      const old = told ? told.rendering : this.renderingOf(before?.rows.get(pk), context);
      const change = changeOf(id, row, rendering, old, told === undefined);
      if (!change) continue;
      this.note(id, pk, rendering);
      changes.push(change);
    }
    await log(context, after.reads, changes, this.request.selection);
    return changes;
  }

  private note(id: string, pk: number, rendering: string | null): void {
    this.told.delete(id);
    if (rendering === null) return;
    this.told.set(id, { pk, rendering });
    if (this.told.size > socketLimits.maxWatchedRecords) this.told.delete(this.told.keys().next().value!);
  }

  private renderingOf(row: GuardedRow | undefined, context: ReadContext): string | null {
    return row ? this.rendering(row, context) : null;
  }

  private rendering(row: GuardedRow, { ruleSet }: ReadContext): string {
    return renderingOf(row, this.request.selection, ruleSet);
  }

  /** These records as the subscriber sees them at that moment, and the logged reads that would be answering with them. */
  private async read(
    context: ReadContext,
    runner: SqlRunner,
    ids: readonly string[],
  ): Promise<{ rows: Map<number, GuardedRow>; reads: SensitiveRead[] }> {
    const reads: SensitiveRead[] = [];
    const reading: ReadContext = { ...context, runner, onSensitiveRead: async (_, read) => void reads.push(read) };
    const { rows } = await readPage(reading, this.request.noun, this.page(this.filter(padded(ids))));
    return { rows: new Map(rows.map((row) => [row.pk, row])), reads };
  }

  private filter(ids: readonly string[]): Where {
    const { where } = this.request;
    const these = { id: { in: ids } };
    return where ? { and: [these, where] } : these;
  }

  private page(where: Where | null): PageRequest {
    return {
      where,
      search: null,
      orderBy: [],
      first: chunk,
      after: null,
      last: null,
      before: null,
      deleted: false,
      selection: this.request.selection,
      countLimit: null,
      wantsRows: true,
    };
  }

  private dependenciesUnder(ruleSet: RuleSet): Dependencies {
    if (this.dependencies?.of !== ruleSet) {
      const { noun, selection, where } = this.request;
      this.dependencies = { of: ruleSet, found: dependenciesOf(ruleSet, ruleSet.book.nouns, noun, selection, where) };
    }
    return this.dependencies.found;
  }
}

/** The same road for what answers nobody. */
const unlogged = (context: ReadContext): ReadContext => ({ ...context, onSensitiveRead: async () => undefined });

/** An id that no record has. */
const nobody = '00000000-0000-0000-0000-000000000000';

/** Names the view: rules, and whatever of the principal they are bound to. */
const viewKey = ({ ruleSet, principal, strict }: ReadContext): string =>
  JSON.stringify([ruleSet.key, { ...principal, version: 0 }, strict]);

function changeOf(
  id: string,
  row: GuardedRow | null,
  rendering: string | null,
  old: string | null,
  first: boolean,
): ViewChange | null {
  if (rendering === old) return null;
  if (rendering === null) return first ? null : { kind: 'REMOVED', id, row: null, first: false };
  return { kind: old === null ? 'CREATED' : 'UPDATED', id, row, first };
}

/** Logged reads of records that are answered with; what was only looked at was read by nobody. */
async function log(
  context: ReadContext,
  reads: readonly SensitiveRead[],
  changes: readonly ViewChange[],
  selection: Selection,
): Promise<void> {
  if (reads.length === 0) return;
  const answered = new Set<string>();
  for (const { row } of changes) if (row) collectIds(row, selection, answered);
  for (const read of reads) {
    const ids = read.ids.filter((id) => answered.has(id));
    if (ids.length > 0) await context.onSensitiveRead(context.runner, { ...read, ids });
  }
}

function collectIds(row: GuardedRow, selection: Selection, ids: Set<string>): void {
  ids.add(String(row.loaded('id')));
  for (const { key, selection: inner } of selection.links) {
    const target = row.reached(key);
    if (target instanceof GuardedRow) collectIds(target, inner, ids);
  }
  for (const { key, page } of selection.manys) {
    const reached = row.reached(key) as Page | null | undefined;
    for (const one of reached?.rows ?? []) collectIds(one, page.selection, ids);
  }
}
