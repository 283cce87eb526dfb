import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { badInput } from '../errors/errors';
import { refusalsAfter } from '../imports/import-books';
import type { ImportableNoun } from '../imports/import-columns';
import { addedColumns } from '../imports/added-columns';
import { importDictionaries } from '../imports/import-dictionaries';
import { importFile, type ImportResult } from '../imports/import-file';
import { recordOptions, type ImportPlan } from '../imports/import-plan';
import { bookOf } from '../imports/import-seal';
import { insertImport, unfinishedImport } from '../imports/import-store';
import type { RecordFile } from '../imports/open-records';
import { digestOf, importOrder, recogniseFile } from '../imports/prepare-import';
import { refusedFile } from '../imports/refused-file';
import { Rehearsal } from '../imports/rehearsal';
import { runImport } from '../imports/run-import';
import { recordsWriter } from '../imports/write-records';
import type { Acting } from './acting-as';
import type { CommandIo } from './command';

/** A file with what its rows are. */
export interface NamedFile {
  path: string;
  noun: ImportableNoun;
}

/** What importing files came to; the fields that the contract names, and the ids of the imports. */
export interface ImportSum extends ImportResult {
  /** Ids of the imports, for undoing them. */
  imports: string[];
}

export const nothingImported = (): ImportSum => ({
  rows: 0,
  created: 0,
  updated: 0,
  unchanged: 0,
  refused: [],
  refusedCount: 0,
  ignored: [],
  imports: [],
});

/**
 * Finds out what each file holds, and puts those first that others refer to.
 * @throws KehuError where a file doesn't tell and nobody says it
 */
export async function namedFiles(
  paths: readonly string[],
  noun: ImportableNoun | null,
  read: ImportPlan['read'],
): Promise<NamedFile[]> {
  const files: NamedFile[] = [];
  for (const path of paths) {
    const known = noun ?? (await recogniseFile(path, read as Parameters<typeof recogniseFile>[1])).noun;
    if (known === null) {
      throw badInput(
        'noun',
        `${basename(path)}: nothing tells what its rows are; say so with --noun.`,
        `${basename(path)}：无法判断内容类型，请用 --noun 指定。`,
      );
    }
    files.push({ path, noun: known });
  }
  // The order given stays among files of one kind.
  return noun ? files : [...files].sort((a, b) => importOrder.indexOf(a.noun) - importOrder.indexOf(b.noun));
}

/** Does everything and takes it back. */
export async function rehearseFiles(
  { database, writing }: Acting,
  files: readonly NamedFile[],
  plan: (noun: ImportableNoun) => ImportPlan,
  progress: (file: string) => (result: Readonly<ImportResult>) => void,
): Promise<ImportSum> {
  const sum = nothingImported();
  const rehearsal = new Rehearsal();
  for (const { path, noun } of files) {
    const chosen = plan(noun);
    const { ruleSet } = writing();
    const added = addedColumns(ruleSet, noun);
    const dictionaries = await importDictionaries(database, ruleSet, added);
    const write = recordsWriter({
      writing,
      noun,
      source: chosen.source,
      mode: chosen.mode,
      denied: chosen.denied,
      alike: chosen.alike,
      ...(chosen.match && { match: chosen.match }),
      dryRun: true,
      rehearsal,
      language: 'en',
    });
    const result = await importFile({
      ...recordOptions(chosen, path, dictionaries, added),
      write,
      onProgress: progress(basename(path)),
    });
    add(sum, result);
  }
  return sum;
}

const keptRefusals = 10_000;

/** Imports one file after the other; one that was cut off before is gone on with. @throws KehuError where a file fails as a whole */
export async function importFiles(
  io: CommandIo,
  { database, principal, writing, kehu }: Acting,
  files: readonly NamedFile[],
  plan: (noun: ImportableNoun) => ImportPlan,
  refusedTo: string | null,
): Promise<ImportSum> {
  const sum = nothingImported();
  for (const [i, { path, noun }] of files.entries()) {
    const chosen = plan(noun);
    const { digest, bytes } = await digestOf(path);
    const begun = await unfinishedImport(database, { digest, byUserPk: principal.pk, plan: chosen });
    const pk =
      begun?.pk ??
      (await insertImport(database, {
        id: randomUUID(),
        byUserPk: principal.pk,
        state: 'READY',
        fileName: basename(path),
        fileBytes: bytes,
        digest,
        plan: chosen,
        now: Date.now(),
      }));
    if (begun && begun.checkpoint > 0 && !io.json)
      io.note(`${basename(path)}: going on after ${begun.checkpoint} records`);
    let file: RecordFile | null = null;
    const done = await runImport(
      {
        writing,
        vault: kehu.imports.vault,
        path,
        clock: Date.now,
        onOpened: (opened) => (file = opened),
        onProgress: teller(io, basename(path)),
      },
      pk,
    );
    if (done.state === 'FAILED') throw badInput('file', done.fault!.en, done.fault!.zh);
    const opened = file as RecordFile | null; // set by a callback, which the compiler doesn't follow
    const book = bookOf(kehu.imports.vault, done);
    const view = await kehu.viewKey(principal);
    const refusals = await refusalsAfter(database, book, -1, keptRefusals, view);
    add(sum, {
      rows: opened?.rows ?? done.checkpoint,
      created: done.created,
      updated: done.updated,
      unchanged: done.unchanged,
      refusedCount: done.refused,
      refused: refusals.map(({ line, place, code, message }) => ({
        file: basename(path),
        line,
        column: place,
        code: code as ImportResult['refused'][number]['code'],
        message: message.en,
      })),
      ignored: opened?.map.ignored ?? [],
    });
    sum.imports.push(done.id);
    if (refusedTo !== null && done.refused > 0) {
      const target = files.length === 1 ? refusedTo : refusedTo.replace(/(\.[^./]*)?$/, `-${i + 1}$1`);
      await pipeline(
        Readable.from(refusedFile(database, book, opened?.file.headers ?? [], 'en', view)),
        createWriteStream(target),
      );
    }
  }
  return sum;
}

/** Milliseconds between two lines of progress. */
const tellEvery = 2_000;

/** Progress for people; programs that ask for JSON get none. */
function teller(io: CommandIo, file: string): (one: { checkpoint: number; progress: number; refused: number }) => void {
  const start = Date.now();
  let told = start;
  let first: number | null = null;
  return ({ checkpoint, progress, refused }) => {
    const now = Date.now();
    first ??= progress;
    if (io.json || now - told < tellEvery) return;
    told = now;
    const share = progress - first;
    const left = share > 0 ? Math.round(((now - start) / 1000) * ((1 - progress) / share)) : null;
    io.note(
      `${file}: ${checkpoint} records, ${refused} refused, ${Math.round(progress * 100)} %${left === null ? '' : `, ${left} s left`}`,
    );
  };
}

function add(sum: ImportSum, one: ImportResult): void {
  sum.rows += one.rows;
  sum.created += one.created;
  sum.updated += one.updated;
  sum.unchanged += one.unchanged;
  sum.refusedCount += one.refusedCount;
  sum.refused.push(...one.refused);
  for (const header of one.ignored) if (!sum.ignored.includes(header)) sum.ignored.push(header);
}
