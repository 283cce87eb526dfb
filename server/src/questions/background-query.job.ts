import type { ExecutionResult, GraphQLSchema } from 'graphql';
import type { Principal } from '../access/principal';
import type { SqlRow, SqlRunner } from '../database/database';
import { KehuError } from '../errors/errors';
import { backgroundRowLimit } from '../graphql/cost';
import type { RequestContext } from '../graphql/context';
import type { KehuContext } from '../graphql/kehu-context';
import { tooExpensive } from '../graphql/limits';
import { notTrusted } from '../graphql/trusted-documents';
import { jobKind, type JobKind, type JobRun, type JobStep } from '../jobs/job-kind';
import { checkedDocument, runDocument, type Question } from './run-document';

/** What running documents outside requests needs of the product. */
export interface QuestionWorld {
  schemaOf(principal: Principal): GraphQLSchema;
  decorate(context: RequestContext): KehuContext;
}

/** A request without a request: the context of a document that a job runs. */
export function contextOf(world: QuestionWorld, run: Pick<JobRun, 'language' | 'id'>, step: JobStep): KehuContext {
  const context = world.decorate({
    principal: step.principal,
    credential: null,
    language: run.language,
    address: '',
    userAgent: null,
    requestId: run.id,
    denied: 'null',
    idempotencyKey: null,
    note: { operation: null, codes: [], errorIds: [] },
    setSessionCookie: () => undefined,
  });
  return Object.assign(context, { reading: () => step.reading });
}

/** A document over the budget of a request, in the background: its answer becomes a JSON file. */
export const backgroundQuery = (world: QuestionWorld): JobKind =>
  jobKind<Question, never>({
    kind: 'query',
    right: 'query:background',
    result: 'data',
    async run(run) {
      const first = await run.step();
      const schema = world.schemaOf(first.principal);
      const document = checkedDocument(schema, run.params);
      const bounded = new BoundedRunner(run, first.reading.runner);
      const reading = { ...first.reading, runner: bounded, onRows: (count: number) => bounded.count(count) };
      const step: JobStep = { ...first, reading };
      const context = contextOf(world, run, step);
      // Asked when it was enqueued too; the right may have gone since.
      if (!context.services.mayRun(step.principal, document)) throw notTrusted();
      const result = await runDocument(schema, document, run.params, context);
      if (bounded.ended) throw bounded.ended;
      const answer = JSON.stringify(shown(result, run.language));
      const file = run.file('answer.json', 'application/json');
      await file.write(answer);
      return { file: { name: 'answer.json', size: file.length } };
    },
  });

/**
 * Asks before each statement whether to go on, and counts rows of views, which is how far the job is. Statements read others, such as those of a history of which
 * nothing may be seen, or words of the search index: where those counted, what becomes of the job would tell how many there are.
 */
class BoundedRunner implements SqlRunner {
  private shown = 0;
  /** What ended it: the executor makes an answer of every error, also of those that end the job. */
  ended: unknown = null;

  constructor(
    private readonly job: JobRun<Question, never>,
    private readonly runner: SqlRunner,
  ) {}

  get dialect(): SqlRunner['dialect'] {
    return this.runner.dialect;
  }

  /** @throws KehuError QUERY_TOO_EXPENSIVE for too many in all */
  count(rows: number): void {
    this.shown += rows;
    this.job.progress(this.shown);
    if (this.shown <= backgroundRowLimit) return;
    const many = backgroundRowLimit + 1;
    this.ended ??= tooExpensive({ en: 'rows to read', zh: '行要读取的数据' }, many, backgroundRowLimit);
    throw this.ended;
  }

  async rows(sql: string, params?: Parameters<SqlRunner['rows']>[1]): Promise<SqlRow[]> {
    try {
      await this.job.step();
      return await this.runner.rows(sql, params);
    } catch (error) {
      this.ended ??= error;
      throw error;
    }
  }

  run(sql: string, params?: Parameters<SqlRunner['run']>[1]): ReturnType<SqlRunner['run']> {
    return this.runner.run(sql, params);
  }
}

/** The answer as a request would give it; an error that nobody expected fails the job instead. */
function shown({ data, errors }: ExecutionResult, language: 'en' | 'zh'): object {
  const told = (errors ?? []).map((error) => {
    const cause = error.originalError;
    if (cause && !(cause instanceof KehuError)) throw cause;
    return {
      message: cause ? cause.sentence[language] : error.message,
      path: error.path,
      extensions: { code: cause ? cause.code : 'BAD_USER_INPUT', ...(cause && { fields: cause.fields }) },
    };
  });
  return { ...(told.length > 0 && { errors: told }), data };
}
