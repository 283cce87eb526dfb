import { lookThrough } from '../app/look';
import { downloadAnswer, DownloadRefused } from './download-answer';
import { runQuery } from './run-query';

describe('a question of the analyst’s own', () => {
  const fetched = jest.fn<Promise<Partial<Response>>, [string, RequestInit]>();
  const { fetch } = globalThis;

  beforeEach(() => {
    fetched.mockReset().mockResolvedValue({ ok: false, json: async () => ({}) });
    globalThis.fetch = fetched as unknown as typeof globalThis.fetch;
  });
  afterEach(() => {
    globalThis.fetch = fetch;
    lookThrough(null);
  });

  const asked = async (): Promise<(string | null)[]> => {
    await runQuery('{ me { id } }', {}, new AbortController().signal);
    const question = { document: '{ me { id } }', variables: {} };
    await expect(downloadAnswer(question, 'csv', 'me')).rejects.toThrow(DownloadRefused);
    return fetched.mock.calls.map(([, { headers }]) => new Headers(headers).get('x-kehu-preview-as'));
  };

  it('is asked as oneself', async () => expect(await asked()).toEqual([null, null]));

  it('is asked through the eyes of whom the app is looked at as', async () => {
    lookThrough({ id: 'u2', name: 'Li Na' });
    expect(await asked()).toEqual(['u2', 'u2']);
  });
});
