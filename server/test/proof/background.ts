import type { Principal } from '../../src/access/principal';
import type { Kehu, RulesInForce } from '../../src/app';
import type { Secrets } from '../../src/config/secrets';
import type { Database } from '../../src/database/database';
import { jobKinds, type JobServices } from '../../src/job-kinds';
import { JobRunner } from '../../src/jobs/job-runner';
import { createJobVault } from '../../src/jobs/job-vault';
import { Jobs } from '../../src/jobs/jobs';
import { Readable } from 'node:stream';
import { KehuError } from '../../src/errors/errors';
import { Imports } from '../../src/imports/imports';
import type { JobWorld } from '../../src/jobs/running-job';
import type { Answer } from './host';
import type { RequestContext } from '../../src/graphql/context';
import type { KehuContext } from '../../src/graphql/kehu-context';

/** What the background work of a company stands on, beside the product. */
export interface BackgroundOptions {
  kehu: Kehu;
  database: Database;
  secrets: Secrets;
  now: number;
  newId: () => string;
  random: (size: number) => Buffer;
  /** The principal of the world, for a purpose; null where there is no such person or program. */
  principalOf(kind: Principal['kind'], pk: number, purpose: string): Principal | null;
  rules: RulesInForce;
  schemaOf: JobServices['schemaOf'];
  decorate(context: RequestContext): KehuContext;
  onFault(error: unknown): void;
}

/** The background work that ships, under the rules and for the principal of the world; it runs when it is told to. */
export function backgroundOf(options: BackgroundOptions): Jobs {
  const { kehu, database, secrets, now, newId, random, principalOf, rules, schemaOf, decorate, onFault } = options;
  const vault = createJobVault(secrets, random);
  const world: JobWorld = {
    database,
    clock: () => now,
    vault,
    principalOf: async ({ kind, pk }, purpose) => principalOf(kind, pk, purpose),
    ruleSet: (principal) => rules.ruleSet(principal),
    reading: (principal, language) => kehu.reading(principal, language),
    writing: (principal, language) => kehu.writing(principal, language),
    inBackground: () => database,
  };
  const kinds = jobKinds({ schemaOf, decorate, vault, mail: null });
  return new Jobs({ ...world, runner: new JobRunner({ ...world, kinds, onFault }), newId });
}

/** Files that come in, under the rules and for the principal of the world. */
export const importsOf = ({
  database,
  jobs,
  secrets,
  now,
  newId,
  random,
  rules,
}: Pick<BackgroundOptions, 'database' | 'secrets' | 'now' | 'newId' | 'random' | 'rules'> & {
  jobs: Jobs;
}): Imports =>
  new Imports({
    database,
    jobs,
    vault: createJobVault(secrets, random),
    clock: () => now,
    newId,
    ruleSet: (principal) => rules.ruleSet(principal),
  });

/** Brings a file in; the answer looks as one of a request does. */
export async function broughtIn(
  imports: Imports,
  principal: Principal,
  { name, text }: { name: string; text: string },
): Promise<Answer> {
  const answer = (body: unknown): Answer => ({ status: 200, headers: '', body: JSON.stringify(body) });
  try {
    const { id } = await imports.upload(principal, name, Readable.from([Buffer.from(text)]));
    return answer({ data: { upload: { id } } });
  } catch (error) {
    if (!(error instanceof KehuError)) throw error;
    return answer({ errors: [{ message: error.message, extensions: { code: error.code } }] });
  }
}

/** What became of files: figures, the report of a rehearsal, what was left, and the rows that were not taken. */
export async function takenIn(imports: Imports, principal: Principal, ids: readonly string[]): Promise<string> {
  const told: string[] = [];
  for (const id of ids) {
    const one = await imports.find(principal, id);
    if (!one) continue;
    const { state, created, updated, unchanged, refused, kept, fault } = one;
    const rows: Buffer[] = [];
    const file = await imports.refused(principal, id, 'en').catch((error: unknown) => String(error));
    if (typeof file !== 'string') for await (const part of file.bytes) rows.push(part);
    const text = typeof file === 'string' ? file : Buffer.concat(rows).toString('utf8');
    const report = await imports.report(principal, one);
    const figures = { state, created, updated, unchanged, refused, kept, fault, report };
    told.push(`${JSON.stringify(figures)}\n${JSON.stringify(await imports.kept(one))}\n${text}`);
  }
  return told.join('\n');
}

/** A file as text, for comparing: every byte counts. */
export async function fileText(jobs: Jobs, principal: Principal, id: string): Promise<string> {
  const { name, type, size, bytes } = await jobs.download(principal, id);
  const parts: Buffer[] = [];
  for await (const part of bytes) parts.push(part);
  return `${name} ${type} ${size}\n${Buffer.concat(parts).toString(type.includes('officedocument') ? 'base64' : 'utf8')}`;
}
