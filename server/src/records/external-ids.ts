import type { SqlRunner } from '../database/database';
import { badInput, forbidden } from '../errors/errors';
import type { Noun } from '../model/registry';
import { Compilation } from '../query/context';
import { liveSql, predicateSql } from '../query/predicate-sql';
import { allOf, bind, list, raw, sql } from '../query/sql';
import { bytesToId } from '../query/values';
import { countGuesses } from './code-guesses';
import { lineOf, unusableCode } from './coerce-text';
import type { Draft } from './draft';
import { insertRows, mustBeCleared } from './save';
import { readingIn, type WriteContext } from './write-context';

/** Longest external id in characters. */
export const maxExternalId = 200;
const maxSource = 64;

export const externalIdLabel = { en: 'External id', zh: '外部编号' };

/** What an external id leads to. */
export interface Match {
  pk: number;
  /** Public id. */
  id: string;
  /** Whether the record is in the writer's view with its external ids readable; another one counts as not there. */
  visible: boolean;
}

/**
 * The source that a principal's external ids have: a client's own; a person names one that is no client's.
 * @throws KehuError FORBIDDEN, BAD_USER_INPUT
 */
export async function sourceOf(context: WriteContext, tx: SqlRunner, named: string | undefined): Promise<string> {
  const { principal } = context;
  if (principal.kind === 'client') {
    if (principal.source !== null) return principal.source;
    throw forbidden([], 'This key has no source of external ids.', '该密钥没有外部编号来源。');
  }
  if (named === undefined) {
    throw forbidden(
      [],
      'Only API clients write by external id. Import a file instead.',
      '仅 API 客户端可按外部编号写入，请改用文件导入。',
    );
  }
  const source = lineOf(named, maxSource, { path: 'source', label: { en: 'Source', zh: '来源' } });
  const [client] = await tx.rows('SELECT 1 FROM api_keys WHERE source = ? LIMIT 1', [source]);
  if (source === null || client) {
    throw badInput('source', 'This source cannot be used. Name another one.', '该来源不可用，请换一个名称。');
  }
  return source;
}

/** Finds records of a noun by their ids in another system. */
export async function matchExternalIds(
  context: WriteContext,
  tx: SqlRunner,
  noun: Noun,
  source: string,
  ids: readonly string[],
): Promise<Map<string, Match>> {
  if (ids.length === 0) return new Map();
  const compilation = new Compilation(readingIn(context, tx));
  const alias = compilation.alias();
  const view = context.ruleSet.view(noun.name);
  const visible = allOf([
    liveSql(noun, alias),
    predicateSql(compilation, noun, alias, view.row),
    predicateSql(compilation, noun, alias, view.cells.get('externalIds')!.read),
  ]);
  const text = sql`SELECT e.external_id, ${alias}.pk, ${alias}.id, COALESCE(${visible}, 0) FROM external_ids e JOIN ${raw(noun.table)} ${alias} ON ${alias}.pk = e.record_pk WHERE e.noun = ${bind(noun.name)} AND e.source = ${bind(source)} AND e.external_id IN ${list(ids)}`;
  const rows = await tx.rows(text.text, text.params);
  return new Map(
    rows.map(([key, pk, id, shown]) => [
      String(key),
      { pk: Number(pk), id: bytesToId(id as Uint8Array), visible: Number(shown) === 1 },
    ]),
  );
}

/** What an id that was met is counted under. */
export const externalIdKey = (noun: Noun, source: string, id: string): string => `${noun.name}|#${source}|${id}`;

/** Counts the ids by which new records are to be known that records out of sight have already. */
export function countExternalIds(context: WriteContext, drafts: readonly Draft[]): void {
  const named = drafts.filter(({ externalId }) => externalId?.path === 'externalId');
  const taken = named.filter(({ externalId }) => externalId!.taken);
  countGuesses(
    context,
    named,
    new Map(taken.map((draft) => [draft, [externalIdKey(draft.noun, draft.externalId!.source, draft.externalId!.id)]])),
  );
}

/** Refuses an external id that a record out of sight has, in the words of a malformed one. */
export function refuseExternalId(draft: Draft): void {
  draft.externalId!.taken = true;
  draft.refuseLater(unusableCode({ path: draft.externalId!.path, label: externalIdLabel }, maxExternalId));
}

/** Gives new records the ids that another system knows them by. */
export async function saveExternalIds(tx: SqlRunner, noun: Noun, drafts: readonly Draft[]): Promise<void> {
  const rows = drafts.flatMap((draft) => {
    if (draft.action !== 'create' || !draft.externalId || draft.externalId.taken) return [];
    mustBeCleared(draft, 'externalIds');
    const { source, id, others = [] } = draft.externalId;
    return [{ source, id }, ...others].map((one) => [noun.name, draft.pk!, one.source, one.id]);
  });
  if (rows.length > 0) await insertRows(tx, 'external_ids', ['noun', 'record_pk', 'source', 'external_id'], rows);
}
