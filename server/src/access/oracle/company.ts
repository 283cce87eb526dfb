import type { NounRegistry } from '../../model/registry';
import type { Principal } from '../principal';
import type { Asked } from './giver';
import type { RuleBook } from '../rule-book';

/**
 * One raw record as a plain object by field name. Links hold the target's `pk`; decimals are scaled by 10^4, moments are
 * epoch milliseconds, dates 'YYYY-MM-DD', dictionary fields their key, secrets their plain text. A field left out is null.
 */
export interface Row {
  pk: number;
  id: string;
  deletedAt?: number | null;
  [field: string]: unknown;
}

/** Everything one database holds, by noun. */
export type Company = Readonly<Record<string, readonly Row[]>>;

/** One principal before one company under one set of rules: what every sentence of the semantics is about. */
export interface World {
  nouns: NounRegistry;
  book: RuleBook;
  company: Company;
  principal: Principal;
  /** Epoch milliseconds. */
  now: number;
  /** What each user is beside the record of it: givers of shares are looked up here. Whoever is missing has no role. */
  staff?: ReadonlyMap<number, Pick<Principal, 'roles' | 'teamPks' | 'subtreeTeamPks'>>;
  /** What the scope that is being looked at is asked for, where the giver of a share has to have it too. */
  asked?: Asked;
}

export const rowsOf = (world: World, noun: string): readonly Row[] => world.company[noun] ?? [];

export const isLive = (row: Row): boolean => row.deletedAt === undefined || row.deletedAt === null;

/** The live record a link points to, whoever asks. */
export function linked(world: World, noun: string, row: Row, link: string): Row | null {
  const pk = row[link];
  if (pk === undefined || pk === null) return null;
  const target = world.nouns.field(noun, link).to!;
  return rowsOf(world, target).find((candidate) => candidate.pk === pk && isLive(candidate)) ?? null;
}

/** The live records that link here, whoever asks. */
export function linking(world: World, noun: string, row: Row, many: string): readonly Row[] {
  const { to, via } = world.nouns.field(noun, many);
  return rowsOf(world, to!).filter((candidate) => candidate[via!] === row.pk && isLive(candidate));
}
