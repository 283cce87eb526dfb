import { readByPk, recordAsWritten } from '../query/record';
import type { Selection } from '../query/selection';
import { writingWorld, type World } from './testing/writing-world';
import { readingIn, type RecordInput, type WriteContext } from './write-context';

/** What an update answers without reading again is what reading again shows. */
describe('a record as it was written', () => {
  let world: World;
  let steward: WriteContext;
  beforeAll(async () => {
    world = await writingWorld({
      customer: {
        scopes: { active: { kind: 'in', field: 'status', values: ['ACTIVE', 'LOST'] } },
        roles: {
          tester: [
            { action: 'read', scope: 'active', fields: ['@public', '@identifying', '@ownership'] },
            { action: 'update', scope: 'all', fields: ['@public'], grants: ['@public'] },
          ],
        },
      },
    });
    steward = await world.as('steward');
  });
  afterAll(() => world.drop());

  const asking = (...names: string[]): Selection => {
    const fields = names.map((name) => world.noun('customer').fields.get(name)!);
    return { fields, links: [], manys: [], history: [], access: false, shape: {} };
  };
  const customer = () =>
    world.create(steward, 'customer', {
      kind: 'COMPANY',
      name: 'One',
      ownerId: world.userId('rep'),
      teamId: world.teamId('north'),
    });

  /** Texts of the statements that the work runs on the engine. */
  const statementsOf = async (work: () => Promise<unknown>): Promise<string[]> => {
    const texts: string[] = [];
    const stop = world.database.onStatement((text) => texts.push(text));
    await work().finally(stop);
    return texts;
  };

  /** The answer of an update, made of what was written and read again; null for what has to be read. */
  const answers = async (context: WriteContext, id: string, version: number, input: RecordInput, of: Selection) => {
    world.clock.now += 1000;
    const noun = world.noun('customer');
    const { pk, row } = await world.update({ ...context, now: world.clock.now }, 'customer', id, version, input);
    const reading = readingIn({ ...context, now: world.clock.now }, world.database);
    const shown = [
      row ? recordAsWritten(reading, noun, of, row) : null,
      await readByPk(reading, noun, pk, { ...of, shape: {} }),
    ].map((record) => record && of.fields.map((field) => [field.name, record.shown(field)]));
    return { written: shown[0], read: shown[1] };
  };

  it('shows each kind of value as reading it again would', async () => {
    const input: RecordInput = {
      name: '新名称 Ünï',
      kind: 'PERSON',
      birthDate: '1990-05-06',
      creditLimit: '1234.5600',
      currency: 'EUR',
      status: 'ACTIVE',
      note: 'a note',
      preferences: { colour: ['red'] },
      phones: [{ kind: 'work', number: '+86 138 0013 8000' }],
      emails: [{ kind: 'work', address: 'one@example.com' }],
    };
    const names = [...Object.keys(input), 'id', 'version', 'updatedAt', 'createdAt', 'code', 'primaryPhone', 'age'];
    const { id } = await customer();
    const of = asking(...names);
    for (const [i, name] of Object.keys(input).entries()) {
      const { written, read } = await answers(steward, id, i + 1, { [name]: input[name] }, of);
      expect(written).toEqual(read);
      expect(written).toContainEqual(['version', i + 2]);
    }
    const nothing = await answers(steward, id, 11, { status: 'ACTIVE' }, of);
    expect(nothing.written).toEqual(nothing.read);
    expect(nothing.written).toContainEqual(['version', 11]);
  });

  it('is read again where cells, other tables or the trail have to be asked', async () => {
    const { id } = await customer();
    const rep = await world.as('rep');
    const industry = asking('id', 'version', 'name');
    expect((await answers(rep, id, 1, { note: 'x' }, industry)).written).not.toBeNull();
    for (const [i, of] of [asking('lifetimeValue'), asking('tags', 'externalIds')].entries()) {
      const { written, read } = await answers(steward, id, i + 2, { note: String(i) }, of);
      expect([written, read]).toEqual([null, expect.anything()]);
    }
    expect((await answers(steward, id, 4, { note: 'y' }, { ...industry, access: true })).written).toBeNull();
  });

  it('is read again where the rule of its rows looks at what changed', async () => {
    const { id } = await customer();
    const tester = await world.as('tester');
    await world.update(steward, 'customer', id, 1, { status: 'ACTIVE' });
    const same = await answers(tester, id, 2, { kind: 'COMPANY' }, asking('id', 'status'));
    expect(same.written).toEqual([
      ['id', id],
      ['status', 'ACTIVE'],
    ]);
    const still = await answers(tester, id, 2, { status: 'LOST' }, asking('id', 'status'));
    expect(still).toEqual({
      written: null,
      read: [
        ['id', id],
        ['status', 'LOST'],
      ],
    });
    const gone = await answers(tester, id, 3, { status: 'POTENTIAL' }, asking('id', 'status'));
    expect(gone).toEqual({ written: null, read: null });
  });

  it('reads no more of the row than what is given and shown', async () => {
    const { id } = await customer();
    const texts = await statementsOf(() => world.update(steward, 'customer', id, 1, { note: 'z' }, ['id', 'status']));
    const [read] = texts.filter((text) => /^SELECT .*note.* FROM customers/s.test(text));
    expect(read).toContain('.status');
    expect(read).not.toContain('.phones');
    const { row } = await world.update(steward, 'customer', id, 2, { note: 'zz' }, ['id', 'status']);
    expect([row!.column('note'), row!.column('version'), row!.column('status')]).toEqual(['zz', 3, expect.any(String)]);
    expect(row!.column('phones')).toBeUndefined();
    // Asked for once, it is read along from then on.
    const next = await world.update(steward, 'customer', id, 3, { note: 'zzz' }, ['id', 'status']);
    expect(next.row!.column('phones')).toBe('[]');
  });

  it('begins again with the whole row where something else of it is looked at', async () => {
    // The hooks of opportunities close one by its stage, and look whether it was closed.
    const stages = { ...steward, hasEntry: () => true };
    const { id } = await customer();
    const opportunity = await world.create(stages, 'opportunity', {
      name: 'A deal',
      customerId: id,
      ownerId: world.userId('rep'),
      stage: 'qualification',
    });
    const win = (version: number, stage: string) =>
      statementsOf(() => world.update(stages, 'opportunity', opportunity.id, version, { stage }, ['id']));
    const first = await win(1, 'won');
    expect(await world.column('opportunity', opportunity.id, 'closed_at')).not.toBeNull();
    expect(Number(await world.column('opportunity', opportunity.id, 'version'))).toBe(2);
    const second = await win(2, 'qualification');
    expect(await world.column('opportunity', opportunity.id, 'closed_at')).toBeNull();
    expect(second.length).toBeLessThan(first.length);
    const written = await world.database.rows(
      "SELECT action FROM history WHERE noun = 'opportunity' AND record_pk = ? ORDER BY pk",
      [opportunity.pk],
    );
    expect(written.map(([action]) => action)).toEqual(['create', 'update', 'update']);
  });
});
