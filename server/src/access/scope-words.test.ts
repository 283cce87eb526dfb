import { noRules } from './overlay';
import { rightWords, scopeWords } from './scope-words';

const vip = { en: 'important ones', zh: '重要客户' };
const book = { document: { ...noRules, scopes: [{ noun: 'customer', name: 'vip', label: vip, where: {} }] } };

test('a scope is called by its label, a built-in one by its words, an unknown one by its name', () => {
  expect(scopeWords(book, 'vip')).toBe(vip);
  expect(scopeWords(book, 'own')).toEqual({ en: 'own records', zh: '本人负责的记录' });
  for (const name of ['gone', 'constructor']) {
    expect(scopeWords(book, name)).toEqual({ en: `records in scope "${name}"`, zh: `范围“${name}”内的记录` });
  }
});

test('built-in scopes are called differently, in both languages', () => {
  const names = (
    'all none own ownInTeam ownNew ownByMe ownUnassigned team subtree shared sharedForWriting openTicketMine ' +
    'openTicketByMe assigned company erpRecord self'
  ).split(' ');
  for (const language of ['en', 'zh'] as const) {
    const words = names.map((name) => scopeWords(book, name)[language]);
    expect(new Set(words).size).toBe(names.length);
    expect(words.filter((word) => !word || /["“]/.test(word))).toHaveLength(0);
  }
});

test('a narrower scope is said beside the wider one, where it says anything', () => {
  const own = scopeWords(book, 'own');
  for (const cell of [null, 'all', 'own']) expect(rightWords(book, 'own', cell)).toEqual(own);
  expect(rightWords(book, 'all', 'own')).toEqual(own);
  expect(rightWords(book, 'own', 'vip')).toEqual({
    en: 'own records, of these important ones',
    zh: '本人负责的记录，且限于重要客户',
  });
});
