import { forgetHistory, readHistory, titleOf, withQuery, writeHistory } from './query-history';
import { nameOf } from './question-name';
import { parseVariables } from './run-query';

const query = (document: string, at: number) => ({ document, variables: '', at });

describe('history of queries', () => {
  beforeEach(() => localStorage.clear());

  it('moves a question asked again to the front and keeps thirty', () => {
    let history = withQuery([], query('{ me { id } }', 1));
    for (let at = 2; at < 40; at++) history = withQuery(history, query(`query Q${at} { me { id } }`, at));
    history = withQuery(history, query('query Q38 { me { id } }\n', 99));
    expect(history).toHaveLength(30);
    expect(history.filter(({ document }) => document.includes('Q38'))).toEqual([
      query('query Q38 { me { id } }\n', 99),
    ]);
  });

  it('goes with whoever leaves, and nothing else does', () => {
    writeHistory('u1', [query('{ me { id } }', 1)]);
    writeHistory('u2', [query('{ me { id } }', 1)]);
    localStorage.setItem('kehu.theme', 'dark');
    forgetHistory();
    expect([readHistory('u1'), readHistory('u2'), localStorage.length]).toEqual([[], [], 1]);
  });

  it('of others goes when somebody signs in', () => {
    writeHistory('u1', [query('{ me { id } }', 1)]);
    writeHistory('u2', [query('{ me { id } }', 1)]);
    forgetHistory('u2');
    expect([readHistory('u1').length, readHistory('u2').length]).toEqual([0, 1]);
  });

  it('is each person’s own, and survives nonsense in storage', () => {
    writeHistory('u1', [query('{ me { id } }', 1)]);
    expect(readHistory('u1')).toHaveLength(1);
    expect(readHistory('u2')).toEqual([]);
    localStorage.setItem('kehu.queries.u1', '[{"document":1}, null, 7]');
    expect(readHistory('u1')).toEqual([]);
    localStorage.setItem('kehu.queries.u1', '{');
    expect(readHistory('u1')).toEqual([]);
  });

  it('names a question by its operation', () => {
    expect(titleOf('query WonByAgent($a: Int) {')).toBe('WonByAgent');
    expect(titleOf('{ me { id } }')).toBe('{ me { id } }');
    expect(nameOf('query WonByAgent($a: Int) {')).toBe('WonByAgent');
    expect(
      nameOf('{ orders(where: { code: { eq: "x" } }) { nodes { code } } open: tickets { nodes { subject } } }'),
    ).toBe('orders, open');
    expect(nameOf('{ orders(')).toBe('');
  });
});

describe('variables', () => {
  it('are an object or nothing', () => {
    expect(parseVariables(' ')).toEqual({});
    expect(parseVariables('{"first": 2}')).toEqual({ first: 2 });
    for (const bad of ['[1]', 'null', '3', '{']) expect(() => parseVariables(bad)).toThrow(SyntaxError);
  });
});
