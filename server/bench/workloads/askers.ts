import type { Dataset } from '../dataset';
import type { PreparedRequest, RequestSource } from '../drive/burst';
import { requestBytes } from '../drive/burst';
import { industries } from '../company/values';
import type { Server } from '../servers';
import { plainOfGiven, plainOfKehu, type Plain } from './answers';
import { cursorDocument, kehuDocuments } from './kehu-documents';
import type { Variant, Work } from './works';

type Any = Record<string, unknown>;

/** Versions of the customers that W7 changes, by public id; every server on Kehu's tables goes on from the last one. */
export class Versions {
  private readonly known = new Map<string, number>();

  of(id: string): number {
    return this.known.get(id) ?? 1;
  }

  note(id: string, answer: Buffer): void {
    const version = /"version":(\d+)/.exec(answer.toString('utf8'))?.[1];
    if (version !== undefined) this.known.set(id, Number(version));
  }
}

/** How one server is asked: what a work's variants look like as requests to it, and what its answers say. */
export class Asker {
  private readonly cursors = new Map<number, string>();
  private turn = 0;

  constructor(
    readonly server: Server,
    private readonly dataset: Dataset,
    private readonly versions: Versions,
  ) {}

  /** Requests of a work in turn, variants far apart after one another. */
  source(work: Work): RequestSource {
    const order = shuffled(work.variants);
    if (work.writes) return { next: () => this.write(work, order[this.turn++ % order.length]!) };
    const ready = order.map((variant): PreparedRequest => ({ bytes: this.bytes(work, variant) }));
    return { next: () => ready[this.turn++ % ready.length]! };
  }

  /** Asks once and reads the answer. @throws Error with what the server said where that is not an answer */
  async ask(work: Work, variant: Variant): Promise<Plain> {
    const data = await this.post(variant, this.body(work, variant, 0));
    return this.server.tables === 'given' ? plainOfGiven(data) : plainOfKehu(data);
  }

  /** What has to be known before deep pages can be asked for. */
  async prepare(works: readonly Work[]): Promise<void> {
    if (this.server.kind !== 'kehu') return;
    for (const variant of works.find(({ name }) => name === 'W8')?.variants ?? []) {
      const variables = { at: new Date(variant.updatedAt!).toISOString() };
      const data = await this.post(variant, JSON.stringify({ query: cursorDocument, variables }));
      const { pageInfo } = data.customers as { pageInfo: { endCursor: string } };
      this.cursors.set(variant.offset!, pageInfo.endCursor);
    }
  }

  private async post(variant: Variant, body: string): Promise<Any> {
    const response = await fetch(`http://127.0.0.1:${this.server.port}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${this.token(variant)}` },
      body,
    });
    const answer = (await response.json()) as { data?: Any; errors?: unknown };
    if (answer.errors || !answer.data) {
      throw new Error(`${this.server.name}: ${JSON.stringify(answer.errors ?? answer).slice(0, 500)}`);
    }
    return answer.data;
  }

  private write(work: Work, variant: Variant): PreparedRequest {
    return {
      bytes: this.bytes(work, variant, this.turn),
      answered: (body) => this.versions.note(variant.id!, body),
    };
  }

  private bytes(work: Work, variant: Variant, turn = 0): Buffer {
    return requestBytes(this.token(variant), this.body(work, variant, turn));
  }

  private token({ as }: Variant): string {
    const { manager, reps } = this.dataset.tokens;
    return as === 'manager' ? manager : reps[as]!;
  }

  private body({ operation }: Work, variant: Variant, turn: number): string {
    const { as: _, offset, industry: old, ...rest } = variant;
    // Never the value that is there already: an update that changes nothing would be cheap. On Kehu's tables the version
    // tells how often it was changed, whoever did it.
    const step =
      this.server.tables === 'given' ? 1 + (turn % (industries.length - 1)) : this.versions.of(rest.id ?? '');
    const industry = old && industries[(industries.indexOf(old as 'food') + step) % industries.length];
    if (this.server.kind !== 'kehu') {
      const id = this.server.tables === 'given' ? variant.number : variant.id;
      const version = operation === 'W7' && this.server.tables === 'kehu' ? this.versions.of(variant.id!) : undefined;
      return JSON.stringify({
        query: `floor ${operation}`,
        operationName: operation,
        variables: { ...rest, id, version, industry },
      });
    }
    const { id, status, tier, region, term } = rest;
    const variables =
      operation === 'W7'
        ? { input: { id, version: this.versions.of(id!), industry } }
        : operation === 'W8'
          ? { after: this.cursors.get(offset!) }
          : { id, status, tier, region, term };
    return JSON.stringify({ query: kehuDocuments[operation], operationName: operation, variables });
  }
}

/** In an order that is the same in every run, neighbours far apart. */
function shuffled<T>(list: readonly T[]): T[] {
  const mixed = [...list];
  for (let i = mixed.length - 1; i > 0; i--) {
    const j = (i * 7_919) % (i + 1);
    [mixed[i], mixed[j]] = [mixed[j]!, mixed[i]!];
  }
  return mixed;
}
