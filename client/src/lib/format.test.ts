import { formatAgo, formatDecimal, formatEither, formatMoney, formatPhone, initials } from './format';

describe('format', () => {
  it('shows money by locale, and exactly two decimals', () => {
    expect(formatMoney('1284300', 'CNY', 'zh-CN')).toBe('¥1,284,300.00');
    expect(formatMoney('110277.305', 'USD', 'en')).toBe('$110,277.31');
    expect(formatMoney('5', null, 'en')).toBe('5.00');
    expect(formatMoney(null, 'USD', 'en')).toBe('');
  });

  it('shows decimals with every place they have', () => {
    expect(formatDecimal('12345678901234567890.1234', 'en')).toBe('12,345,678,901,234,567,890.1234');
    expect(formatDecimal('1265793.0395', 'en', 2)).toBe('1,265,793.04');
    expect(formatDecimal('-0.5', 'en')).toBe('-0.5');
    expect(formatDecimal(1234, 'en')).toBe('1,234');
    expect([formatDecimal('2026-01-31', 'en'), formatDecimal('', 'en'), formatDecimal(true, 'en')]).toEqual([
      '2026-01-31',
      '',
      'true',
    ]);
  });

  it('passes on what is no amount instead of showing NaN', () => {
    expect(formatMoney('•••', 'USD', 'en')).toBe('•••');
  });

  it('groups phone numbers and leaves masks alone', () => {
    expect(formatPhone('+8613800134471')).toBe('+86 138 0013 4471');
    expect(formatPhone('+862213943588')).toBe('+86 22 1394 3588');
    expect(formatPhone('+8657188889999')).toBe('+86 571 8888 9999');
    expect(formatPhone('+12085558097')).toBe('+1 208 555 8097');
    expect(formatPhone('+353214567890')).toBe('+353 214 567 890');
    expect(formatPhone('•••')).toBe('•••');
    expect(formatPhone('ext. 12')).toBe('ext. 12');
  });

  it('speaks of the past in the reader’s language', () => {
    const now = Date.parse('2026-11-22T00:00:00Z');
    expect(formatAgo('2026-11-19T00:00:00Z', 'en', now)).toBe('3 days ago');
    expect(formatAgo('2026-11-19T00:00:00Z', 'zh-CN', now)).toBe('3天前');
    expect(formatAgo('2026-11-21T23:59:50Z', 'en', now)).toBe('this minute');
  });

  it('joins alternatives as the language does', () => {
    expect(formatEither(['Gold', 'Platinum'], 'en')).toBe('Gold or Platinum');
    expect(formatEither(['金牌', '银牌'], 'zh-CN')).toBe('金牌或银牌');
  });

  it.each([
    ['Ernst Handel', 'EH'],
    ['张三', '张'],
    ['管理员 Admin', '管'],
    ['Cher', 'C'],
    ['', '?'],
    [null, '?'],
  ])('abbreviates %s as %s', (name, letters) => expect(initials(name)).toBe(letters));
});
