import { answerRows } from './answer-rows';

it('tells each list of an answer by its key, and an answer without one as a row', () => {
  expect(answerRows({ a: { nodes: [{ id: 1 }] }, b: [{ key: 'x', of: { name: 'y' } }] })).toEqual([
    { key: 'a', rows: [{ id: 1 }], columns: ['id'] },
    { key: 'b', rows: [{ key: 'x', 'of.name': 'y' }], columns: ['key', 'of.name'] },
  ]);
  expect(answerRows({ me: { name: 'A' } })).toEqual([{ key: '', rows: [{ 'me.name': 'A' }], columns: ['me.name'] }]);
  expect(answerRows({ customers: { nodes: [] } })).toEqual([{ key: 'customers', rows: [], columns: [] }]);
  expect(answerRows(null)).toEqual([]);
});
