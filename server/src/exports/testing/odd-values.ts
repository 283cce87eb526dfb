import type { Random } from '../../demo/random';

/** Texts that files, spreadsheets and readers of tables are known to trip over. */
export const oddTexts: readonly string[] = [
  '张三丰',
  '𠮷野家 🍜👨‍👩‍👧',
  '=HYPERLINK("http://x","y")',
  "'=already protected",
  "'90s",
  '+cmd|calc',
  '@SUM(A1)',
  '＝全角公式',
  '-1+2',
  '"quoted" and, comma; semicolon',
  'pipe | tab-less、顿号',
  'back\\slash \\n no line end',
  '_x0041_ like a workbook',
  'noncharacter \uffff',
  'next\u0085line',
  'Total',
  '合计',
  '12345678',
  '2024-05-06',
  '1e5',
  '007',
  'true',
  'null',
  '-',
  'kind: told',
  '["a"]',
  '[not json',
  '{"a":1}',
  'https://example.com/?a=1;b=2',
  'a@b.example',
  'O’Neil–Smith & Söhne <GmbH>',
  '中文\u3000全角空格',
  'ends with colon:',
  'a ::: b',
  '* star',
];

const several = [
  'first line\nsecond, "line"\n\n  indented',
  '\u2028separated\u2029',
  'tab\tand = sign\n=1+1',
  '合计\n总计',
  "'\n'",
];

/** A text of one line; now and then a plain one. */
export const oddLine = (random: Random): string =>
  random.chance(0.3) ? `Plain ${random.digits(3)}` : random.pick(oddTexts);

export const oddText = (random: Random): string => (random.chance(0.5) ? random.pick(several) : oddLine(random));

/** Decimals at the edges of what is kept, too. */
export const oddDecimal = (random: Random): string =>
  random.pick([
    '0',
    '0.0001',
    '-12.5',
    '89999999999.9999',
    '12345678901.3456',
    '15',
    `${random.digits(4)}.${random.digits(4)}`,
  ]);

const phones = [
  '010-65529988',
  '+1 415 555 2671',
  '13800138000',
  '+49 30 1234567',
  '(503) 555-7555',
  '0755 8888 9999',
  '+86 21 5555 6666',
];
const kinds = [null, 'work', 'mobile', 'home', 'fax', '工作', 'on-call 2', 'a/b', '夜间；值班', 'x: y'];

/** Entries of a list, one of them now and then marked as the primary one. */
function listed<T extends object>(random: Random, entries: readonly T[]): object[] {
  const primary = random.chance(0.6) ? random.int(0, entries.length - 1) : -1;
  return entries.map((entry, i) => {
    const kind = random.pick(kinds);
    return { ...entry, ...(kind !== null && { kind }), ...(i === primary && { primary: true }) };
  });
}

export const oddPhones = (random: Random): object[] =>
  listed(
    random,
    random.sample(phones, random.int(0, 3)).map((number) => ({ number })),
  );

export const oddEmails = (random: Random): object[] =>
  listed(
    random,
    random
      .sample(
        ['a@example.com', 'b|c@example.com', '张三@例子.中国', 'UPPER@Example.COM', "o'neil+x@example.org"],
        random.int(0, 3),
      )
      .map((address) => ({ address })),
  );

export const oddAddresses = (random: Random): object[] =>
  listed(
    random,
    Array.from({ length: random.int(0, 3) }, () => ({
      country: random.pick(['CN', 'US', 'DE', 'Freedonia', 'China', null]),
      city: random.pick(['北京', 'Springfield', null]),
      region: random.pick([null, '广东省']),
      line: oddLine(random),
      postalCode: random.pick([null, '000042', 'SW1A 1AA']),
    })),
  );

export const oddTags = (random: Random): string[] =>
  random.sample(['red', '蓝 色', 'a, b', 'x；y', '[1]', '["a"]', '* star', 'p|q', '=1'], random.int(0, 4));
