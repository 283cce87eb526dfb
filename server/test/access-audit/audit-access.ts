import fc from 'fast-check';
import { neverReadable, readable, masked, visibleRows } from '../../src/access/oracle/view';
import { rowsOf, type World } from '../../src/access/oracle/company';
import { nouns } from '../../src/access/oracle/testing/test-world';
import type { Database, SqlRow, SqlValue } from '../../src/database/database';
import type { WriteVault } from '../../src/records/write-context';
import { inOrder } from '../proof/companies';
import { seededDice } from '../proof/dice';
import { OperationMaker } from '../proof/operations';
import { worldOf, type Pair } from '../proof/pairs';
import { Failure, runPair } from '../proof/run-pair';
import { openSide, type Side } from '../proof/side';
import { addTally, newTally, type Tally } from '../proof/tally';
import { changes, donors } from '../proof/twins';
import { companyRules } from './company-rules';
import { holdersOf, inSample, type Holder } from './holders';
import { sampleCompany } from './sample-company';

export interface AuditOptions {
  /** The company's own database; read from one moment, never written to. */
  database: Database;
  /** Opens its encrypted fields. */
  vault: WriteVault;
  /** Epoch milliseconds at which its rules are looked at. */
  now: number;
  seed: number;
  /** Samples drawn for each holder and purpose, customers in a sample, requests made of it. */
  samples: number;
  customers: number;
  requests: number;
  /** People asked for of each set of roles. */
  holders: number;
  /** Called after each sample. */
  progress(done: number, all: number): void;
}

/** How often something was seen. */
export interface Seen {
  all: number;
  seen: number;
}

/** What holders of a set of roles see of the sampled records of one kind. */
export interface NounSight {
  rows: Seen;
  /** Of the cells of visible rows: how many are readable, and how many show a mask. */
  fields: Record<string, { cells: number; readable: number; masked: number; never: boolean }>;
}

export interface RoleSight {
  kind: 'user' | 'client';
  roles: readonly string[];
  purpose: string;
  holders: number;
  nouns: Record<string, NounSight>;
}

/** A difference, in words that hold no value of a record. */
export interface Difference {
  roles: readonly string[];
  purpose: string;
  what: 'told' | 'moved' | 'wrong' | 'unexpected';
  /** Kind of request and its document; null where the views differed after all of them. */
  request: { kind: string; document: string } | null;
  seed: number;
}

export interface Audit {
  rulesVersion: number;
  leftOut: readonly string[];
  seed: number;
  tally: Tally;
  sights: RoleSight[];
  differences: Difference[];
  seconds: number;
}

/**
 * Asks the shipping server over copies of parts of a company, as people who work there, under its own rules: every answer
 * beside that of a company which differs only in what they may not see, and beside what the rules say in plain words.
 * The copies lie in scratch databases that are removed at the end.
 */
export async function auditAccess(options: AuditOptions): Promise<Audit> {
  const started = performance.now();
  const { vault, seed, now } = options;
  const source = await options.database.snapshot();
  const opened: Side[] = [];
  try {
    const { book, version, leftOut } = await companyRules(source);
    const entries = await source.rows(`SELECT ${dictionaryColumns.join(', ')} FROM dictionary_entries`);
    const loadDictionaries = (database: Database): Promise<void> => copyDictionaries(database, entries);
    for (let i = 0; i < 2; i++) opened.push(await openSide({ now, loadDictionaries }));
    const sides = [opened[0]!, opened[1]!] as const;
    const holders = await holdersOf(source, book, seededDice(seed), options.holders);
    const audit: Audit = {
      rulesVersion: version,
      leftOut,
      seed,
      tally: newTally(),
      sights: [],
      differences: [],
      seconds: 0,
    };
    let done = 0;
    for (const holder of holders) {
      for (let sample = 0; sample < options.samples; sample++) {
        const own = seed + done;
        const drawn = await sampleCompany(source, vault, seededDice(own), {
          customers: options.customers,
          users: holder.kind === 'user' ? [holder.pk] : [],
          teams: [...new Set([...holder.teamPks, ...(holder.homeTeamPk === null ? [] : [holder.homeTeamPk])])],
        });
        const pair = pairOf(drawn.company, inSample(holder, drawn), { book, now }, own, options.requests);
        look(audit.sights, holder, worldOf(pair));
        const difference = await tried(pair, sides, audit.tally, holder, own);
        if (difference) audit.differences.push(difference);
        done += 1;
        options.progress(done, holders.length * options.samples);
      }
    }
    return { ...audit, seconds: (performance.now() - started) / 1000 };
  } finally {
    await source.close();
    for (const side of opened) await side.close();
  }
}

const dictionaryColumns = ['id', 'dictionary', 'entry_key', 'name', 'name_zh', 'position', 'active'];

async function copyDictionaries(to: Database, entries: readonly SqlRow[]): Promise<void> {
  const places = dictionaryColumns.map(() => '?').join(', ');
  await to.transaction(async (tx) => {
    for (const entry of entries)
      await tx.run(
        `INSERT INTO dictionary_entries (${dictionaryColumns.join(', ')}) VALUES (${places})`,
        entry as SqlValue[],
      );
  });
}

function pairOf(
  company: Pair['company'],
  principal: Holder,
  real: NonNullable<Pair['real']>,
  seed: number,
  requests: number,
): Pair {
  const drawn = <T>(of: fc.Arbitrary<T>): T => fc.sample(of, { seed, numRuns: 1 })[0]!;
  const parts = {
    company,
    rules: null,
    real,
    principal,
    donor: drawn(donors),
    wanted: drawn(fc.array(changes, { minLength: 6, maxLength: 6, size: 'max' })),
    twist: 1 + (seed % 1_000_000),
  };
  return {
    ...parts,
    operations: new OperationMaker(seededDice(seed), worldOf(parts), seed, parts.twist).sequence(requests),
  };
}

async function tried(
  pair: Pair,
  sides: readonly [Side, Side],
  into: Tally,
  holder: Holder,
  seed: number,
): Promise<Difference | null> {
  const tally = newTally();
  try {
    await runPair(pair, sides, tally, { judge: true, peek: true });
    return null;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const { kind: what, operation } = error;
    const request = operation && { kind: operation.kind, document: operation.query };
    return { roles: holder.roles, purpose: holder.purpose, what, request, seed };
  } finally {
    addTally(into, tally);
  }
}

/** Adds what a holder sees of a sample, as the rules say it in plain words. */
function look(sights: RoleSight[], holder: Holder, world: World): void {
  const is = (sight: RoleSight): boolean =>
    sight.kind === holder.kind && sight.purpose === holder.purpose && sight.roles.join() === holder.roles.join();
  let sight = sights.find(is);
  if (!sight) {
    sight = { kind: holder.kind, roles: holder.roles, purpose: holder.purpose, holders: 0, nouns: {} };
    sights.push(sight);
  }
  sight.holders += 1;
  for (const noun of inOrder) {
    const of = (sight.nouns[noun] ??= { rows: { all: 0, seen: 0 }, fields: {} });
    const visible = visibleRows(world, noun);
    of.rows.all += rowsOf(world, noun).filter(({ deletedAt }) => deletedAt == null).length;
    of.rows.seen += visible.length;
    for (const { name } of nouns.get(noun).fields.values()) {
      const never = neverReadable(world, noun, name);
      const field = (of.fields[name] ??= { cells: 0, readable: 0, masked: 0, never });
      for (const row of visible) {
        field.cells += 1;
        if (readable(world, noun, row, name)) field.readable += 1;
        else if (masked(world, noun, row, name)) field.masked += 1;
      }
    }
  }
}
