import type { ApolloClient } from '@apollo/client';
import { CombinedGraphQLErrors } from '@apollo/client/errors';
import type { CustomField } from '../custom/use-custom-fields';
import type { AnyRecord } from './record-kinds';
import { saveAdded } from './save-added';

const access = { hidden: [], readOnly: [], masked: [], canUpdate: true, canDelete: false };
const record = (version: number, remark: string | null, other = ''): AnyRecord => ({
  id: 'r1',
  version,
  customValues: { remark, other },
  access,
  history: { nodes: [] },
});
const field = { key: 'remark', name: 'custom.remark', kind: 'text' } as CustomField;
const change = (base: AnyRecord) => ({ type: 'Ticket', base, field, key: 'custom.remark', value: 'mine' }) as const;

const conflict = new CombinedGraphQLErrors({
  errors: [{ message: 'changed', extensions: { code: 'CONFLICT' } }],
});

/** A server that holds one record. */
function server(now: AnyRecord) {
  const written: unknown[] = [];
  const client = {
    mutate: async ({ variables }: { variables: { input: { version: number } } }) => {
      if (variables.input.version !== now.version) throw conflict;
      written.push(variables.input);
    },
    query: async () => ({ data: { ticket: now } }),
  } as unknown as ApolloClient;
  return { client, written };
}

it('saves over the change of somebody else who left the field alone', async () => {
  const { client, written } = server(record(2, null, 'theirs'));
  expect(await saveAdded(client, change(record(1, null)))).toBeNull();
  expect(written).toEqual([{ id: 'r1', version: 2, custom: { remark: 'mine' } }]);
});

it('writes nothing where they changed it too, and tells their value', async () => {
  const now = record(2, 'theirs');
  const { client, written } = server(now);
  expect(await saveAdded(client, change(record(1, null)))).toBe(now);
  expect(written).toEqual([]);
  // Whoever has seen theirs may put their own in its place.
  expect(await saveAdded(client, change(now))).toBeNull();
  expect(written).toHaveLength(1);
});

it('passes on what is no conflict', async () => {
  const client = { mutate: () => Promise.reject(new Error('offline')) } as unknown as ApolloClient;
  await expect(saveAdded(client, change(record(1, null)))).rejects.toThrow('offline');
});
