import type { Principal } from '../access/principal';
import { badInput } from '../errors/errors';
import type { Language } from '../graphql/language';
import { settled } from './import-plan';
import type { ImportChanges, ImportState, StoredImport } from './import-store';
import { notNow, type OwnImports } from './own-imports';
import { importOrder } from './prepare-import';
import { requireInTime } from './undo-until';

/** Most files of one go: as many as may be open. */
const mostTogether = 20;

/** What a principal does with several of its own imports that refer to one another. */
export class ImportsTogether {
  constructor(private readonly own: OwnImports) {}

  /** Imports of one's own that belong together, in the order in which they are taken; those that ask what their rows are first. */
  async list(principal: Principal, ids: readonly string[]): Promise<StoredImport[]> {
    if (ids.length < 1 || ids.length > mostTogether) {
      throw badInput('ids', `Name 1 to ${mostTogether} files.`, `请指定 1 至 ${mostTogether} 个文件。`);
    }
    const found: StoredImport[] = [];
    for (const id of new Set(ids)) found.push(await this.own.get(principal, id));
    const place = ({ plan: { noun } }: StoredImport): number => (noun === null ? -1 : importOrder.indexOf(noun));
    return found.sort((a, b) => place(a) - place(b));
  }

  /** Rehearses files in one go: what one would bring is there for the next. */
  rehearse(principal: Principal, ids: readonly string[], language: Language): Promise<void> {
    const changes = { state: 'REHEARSING', report: null, fault: null } as const;
    return this.start(principal, ids, language, 'import-rehearsal', ['READY', 'FAILED'], changes);
  }

  /** Runs files one after the other, or goes on with those that are not done. */
  async run(principal: Principal, ids: readonly string[], language: Language): Promise<void> {
    const all = await this.list(principal, ids);
    const open = all.filter(({ state }) => state !== 'DONE');
    const [first] = open;
    if (!first) throw notNow(all[0]!);
    for (const one of open) settled(one.plan, one.fileName);
    // The others wait as they are for their turn.
    await this.own.change(first, ['READY', 'FAILED', 'PAUSED'], { state: 'RUNNING', wanted: 'run', fault: null });
    await this.own.enqueue(principal, 'import', first, language, first.state, open);
  }

  /** Takes files back, the last one first. */
  async undo(principal: Principal, ids: readonly string[], language: Language): Promise<void> {
    const taken = (await this.list(principal, ids)).filter(({ created, updated }) => created + updated > 0);
    for (const one of taken) requireInTime(one, this.own.options.clock());
    const last = taken.map(({ id }) => id).reverse();
    const from = ['DONE', 'CANCELLED', 'PAUSED', 'FAILED', 'UNDOING'] as const;
    await this.start(principal, last, language, 'import-undo', from, { state: 'UNDOING' });
  }

  /** All of them or none. */
  private async start(
    principal: Principal,
    ids: readonly string[],
    language: Language,
    kind: string,
    from: readonly ImportState[],
    changes: ImportChanges & { state: ImportState },
  ): Promise<void> {
    const all = await this.list(principal, ids);
    for (const one of all) settled(one.plan, one.fileName);
    const begun: StoredImport[] = [];
    try {
      for (const one of all) {
        await this.own.change(one, from, changes);
        begun.push(one);
      }
      const inTurn = kind === 'import-undo' ? [...all].reverse() : all;
      await this.own.enqueue(principal, kind, inTurn[0]!, language, inTurn[0]!.state, inTurn);
    } catch (error) {
      for (const one of begun) await this.own.tryChange(one, [changes.state], { state: one.state });
      throw error;
    }
  }
}
