import { highlighted } from './highlight';

const marked = (text: string, search: string): string =>
  highlighted(text, search)
    .map(({ text: piece, marked: is }) => (is ? `[${piece}]` : piece))
    .join('');

it.each([
  ['北京张三科技', '张三', '北京[张三]科技'],
  ['ACME Jackson', 'acme jack', '[ACME] [Jack]son'],
  ['ＡＢＣ 123', 'abc', '[ＡＢＣ] 123'],
  ['aXaXa', 'axa', '[aXaXa]'],
  ['Straße', '%', 'Straße'],
  ['张三', 'zs', '张三'],
  ['㍿ Co', '株', '[㍿] Co'],
  ['', 'a', ''],
])('marks in %s what %s finds', (text, search, expected) => expect(marked(text, search)).toBe(expected));
