import { buildSchema } from 'graphql';
import { faultsOf } from './faults';

const schema = buildSchema(`
  input DictionaryFilter { key: String isNull: Boolean }
  input Where { stage: DictionaryFilter }
  type Entry { key: String name: String }
  type Deal { stage: Entry }
  type Query { deals(where: Where): [Deal!] }
`);

it('tells the line and what there is instead', () => {
  expect(faultsOf(schema, '{\n  deals(where: { stage: { in: ["won"] } }) { stage }\n}')).toEqual([
    expect.objectContaining({ line: 2, type: 'DictionaryFilter', fields: ['key', 'isNull'] }),
    expect.objectContaining({ line: 2, type: 'Entry', fields: ['key', 'name'] }),
  ]);
  expect(faultsOf(schema, '{ deal { stage { key } } }')[0]!.message).toMatch(/Did you mean "deals"/);
  expect(faultsOf(schema, '{ deals {')).toEqual([expect.objectContaining({ type: null, fields: [] })]);
  expect(faultsOf(schema, '{ deals { stage { key } } }')).toEqual([]);
});
