import type { SqlRow, SqlRunner } from '../database/database';
import type { KehuError } from '../errors/errors';
import { NounRegistry } from '../model/registry';
import { nounDefinitions } from '../nouns';
import { CodeGuesses, mostGuesses } from './code-guesses';
import type { Draft } from './draft';
import { checkFurtherIds } from './further-ids';
import type { WriteContext } from './write-context';

const nouns = new NounRegistry(nounDefinitions);
const customer = nouns.get('customer');
const none = { kind: 'all' } as const;

/** Two ids of records out of sight, and a partner whose ids are its own. */
const tx = {
  dialect: 'sqlite',
  rows: (text: string, [source]: unknown[]): Promise<SqlRow[]> =>
    Promise.resolve(
      text.includes('api_keys')
        ? source === 'partner'
          ? [[1]]
          : []
        : ['T-1', 'T-2'].map((id) => [id, 7, Buffer.alloc(16), 0]),
    ),
} as unknown as SqlRunner;

const guesses = new CodeGuesses();
const context = {
  principal: { kind: 'user' },
  nouns,
  guesses: guesses.of('a', () => 0),
  ruleSet: { view: () => ({ row: none, cells: new Map([['externalIds', { read: none }]]) }) },
} as unknown as WriteContext;

/** What becomes of a record that is to have these ids, the first of them standing alone. */
async function check(...ids: readonly { source: string; id: string }[]): Promise<string> {
  const [first, ...others] = ids;
  let refusal: KehuError | null = null;
  let later: KehuError | null = null;
  const draft = {
    noun: customer,
    externalId: first ? { ...first, path: 'externalIds', taken: false, others } : null,
    get refusal() {
      return refusal;
    },
    refuse: (error: KehuError) => (refusal ??= error),
    refuseLater: (error: KehuError) => (later ??= error),
  };
  await checkFurtherIds(context, tx, customer, [draft as unknown as Draft]);
  const told = (refusal ?? later) as KehuError | null;
  return told?.code ?? 'FINE';
}

test('looks at an id that stands alone as at the others', async () => {
  expect(await check({ source: 'legacy', id: 'T-1' })).toBe('BAD_USER_INPUT');
  expect(await check({ source: 'partner', id: 'P-1' })).toBe('BAD_USER_INPUT');
  expect(await check({ source: 'legacy', id: 'free' }, { source: 'partner', id: 'P-1' })).toBe('BAD_USER_INPUT');
  expect(await check({ source: 'legacy', id: 'free' })).toBe('FINE');
  expect(await check()).toBe('FINE');
});

test('counts what is met, and tells whoever met too much nothing more', async () => {
  expect(context.guesses!.left()).toBe(mostGuesses - 1);
  await check({ source: 'legacy', id: 'T-2' });
  // A partner's are refused unseen, so that they are no guess.
  await check({ source: 'partner', id: 'T-1' });
  expect(context.guesses!.left()).toBe(mostGuesses - 2);
  for (let i = 0; i < mostGuesses; i++) context.guesses!.meet(`other ${i}`);
  expect(await check({ source: 'legacy', id: 'free' })).toBe('RATE_LIMITED');
  expect(await check()).toBe('FINE');
});
