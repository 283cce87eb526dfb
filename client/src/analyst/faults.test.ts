import { buildSchema } from 'graphql';
import { faultsOf } from './faults';

const schema = buildSchema(`
  input DictionaryFilter { key: String isNull: Boolean }
  input Where { stage: DictionaryFilter }
  enum State { OPEN CLOSED }
  type Entry { key: String name: String }
  type Deal { stage: Entry }
  type Query { deals(where: Where, state: State): [Deal!] }
`);

it('tells the line and what there is instead', () => {
  expect(faultsOf(schema, '{\n  deals(where: { stage: { in: ["won"] } }) { stage }\n}')).toEqual([
    expect.objectContaining({ line: 2, type: 'DictionaryFilter', fields: ['key', 'isNull'] }),
    expect.objectContaining({ line: 2, type: 'Entry', fields: ['key', 'name'] }),
  ]);
  expect(faultsOf(schema, '{ deal { stage { key } } }')[0]!.message).toMatch(/Did you mean "deals"/);
  for (const state of ['"open"', 'NEW']) {
    expect(faultsOf(schema, `{ deals(state: ${state}) { stage { key } } }`)).toEqual([
      expect.objectContaining({ type: 'State', fields: ['OPEN', 'CLOSED'] }),
    ]);
  }
  expect(faultsOf(schema, '{ deals {')).toEqual([expect.objectContaining({ type: null, fields: [] })]);
  expect(faultsOf(schema, '{ deals { stage { key } } }')).toEqual([]);
});
