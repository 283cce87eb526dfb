import { languageOf } from './language';

it.each([
  [undefined, 'en'],
  ['', 'en'],
  ['zh', 'zh'],
  ['zh-CN,zh;q=0.9,en;q=0.8', 'zh'],
  ['zh-Hans-CN', 'zh'],
  ['en-GB;q=0.7, zh;q=0.8', 'zh'],
  ['fr, de;q=0.9', 'en'],
  ['fr, zh;q=0.1', 'zh'],
  ['en, zh', 'en'],
  ['zh;q=0, en;q=0.1', 'en'],
  ['zhuang', 'en'],
  ['zh;q=nonsense', 'en'],
] as const)('%s means %s', (header, language) => {
  expect(languageOf(header)).toBe(language);
});

it('falls back to what is wished for otherwise', () => {
  expect(languageOf('fr', 'zh')).toBe('zh');
});
