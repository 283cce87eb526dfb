import { forbidden } from '../../errors/errors';
import { jobKind, type JobRun } from '../../jobs/job-kind';
import { readPage } from '../../query/page';
import { sweep, type SweepSource } from '../matching/sweep';
import { comparedFields, comparedSelection, shownValues, type ComparedField } from './compared-columns';
import { deskKey } from './desk-key';
import { keepSweep } from './sweep-store';

/** Records of one page: a second of work or less. */
const page = 500;

/**
 * Looks through every customer of its owner's view for duplicates. What was read once is compared beside the database; a run
 * that is cut off begins anew.
 */
export const sweepJob = jobKind<{ noun: string }, null>({
  kind: 'duplicates',
  result: 'summary',
  async run(run) {
    const startedAt = run.clock();
    const { reading, writing } = await run.step();
    const noun = reading.nouns.get(run.params.noun);
    if (reading.ruleSet.write(noun.name).merge.kind === 'none') throw forbidden([]);
    const key = await deskKey(reading, noun);
    const found = await sweep(sourceOf(run, noun.name, key, comparedFields(noun, reading.ruleSet)));
    const now = run.clock();
    await run.database.transaction((tx) =>
      keepSweep(
        tx,
        writing.vault,
        { id: writing.newId(), noun: noun.name, key, records: found.records, startedAt, now },
        found.pairs,
      ),
    );
    return {
      records: found.records,
      pairs: found.pairs.length,
      groups: new Set(found.pairs.map(({ cluster }) => cluster)).size,
    };
  },
});

function sourceOf(
  run: JobRun<{ noun: string }, null>,
  name: string,
  key: Buffer,
  columns: readonly ComparedField[],
): SweepSource {
  const selection = comparedSelection(columns);
  let step: Awaited<ReturnType<typeof run.step>> | null = null;
  const reading = async () => {
    step ??= await run.step();
    const context = step.reading;
    return { context, noun: context.nouns.get(name) };
  };
  return {
    columns,
    async *stream() {
      let after: string | null = null;
      do {
        step = null;
        const { context, noun } = await reading();
        // Everything is of one view, from the first record to the last.
        if (!(await deskKey(context, noun)).equals(key))
          throw forbidden([], 'What you may see has changed. Start again.', '您的可见范围已变化，请重新开始。');
        const found = await readPage(context, noun, {
          where: null,
          search: null,
          orderBy: [{ createdAt: 'ASC' }],
          first: page,
          after,
          last: null,
          before: null,
          deleted: false,
          selection,
          countLimit: null,
          wantsRows: true,
        });
        yield found.rows.map((row) => ({ key: row.pk, values: shownValues(columns, row) }));
        after = found.hasNextPage ? found.cursor(found.rows.length - 1) : null;
      } while (after !== null);
    },
    async pause(done, total) {
      step = null;
      run.progress(done, total);
      await reading();
    },
  };
}
