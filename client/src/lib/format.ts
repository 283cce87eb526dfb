import dayjs from 'dayjs';

/** Formatters by what they were made of: making one takes as long as hundreds of uses, and a list has many cells. */
const made = new Map<string, unknown>();

function kept<Format, Options>(
  Make: new (language: string, options?: Options) => Format,
  language: string,
  options?: Options,
): Format {
  const key = `${Make.name} ${language} ${JSON.stringify(options)}`;
  let format = made.get(key) as Format | undefined;
  if (!format) made.set(key, (format = new Make(language, options)));
  return format;
}

/** Money by locale. `amount` is an exact decimal string; whole amounts show no decimals where `short` is set. */
export function formatMoney(
  amount: string | null | undefined,
  currency: string | null | undefined,
  language: string,
  short = false,
): string {
  if (amount === null || amount === undefined || amount === '') return '';
  const number = Number(amount);
  if (Number.isNaN(number)) return amount;
  const digits = short ? { maximumFractionDigits: 0 } : { minimumFractionDigits: 2, maximumFractionDigits: 2 };
  if (!currency || !/^[A-Z]{3}$/.test(currency)) return kept(Intl.NumberFormat, language, digits).format(number);
  return kept(Intl.NumberFormat, language, {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
    ...digits,
  }).format(number);
}

export function formatNumber(value: number, language: string): string {
  return kept(Intl.NumberFormat, language).format(value);
}

/** An exact decimal with all of its places, or at most some; what is no number stands as it is. */
export function formatDecimal(value: string | number | boolean, language: string, places = 10): string {
  if (typeof value === 'boolean' || !/^-?\d+(\.\d+)?$/.test(String(value))) return String(value);
  // A text is never made a number on the way: that has sixteen digits at most.
  return kept(Intl.NumberFormat, language, { maximumFractionDigits: places }).format(String(value) as `${number}`);
}

export function formatDate(iso: string | null | undefined, language: string): string {
  if (!iso) return '';
  const date = new Date(iso.length === 10 ? `${iso}T00:00:00` : iso);
  return Number.isNaN(date.getTime()) ? '' : kept(Intl.DateTimeFormat, language, { dateStyle: 'medium' }).format(date);
}

export function formatDateTime(iso: string | null | undefined, language: string): string {
  if (!iso) return '';
  return kept(Intl.DateTimeFormat, language, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(iso));
}

const steps: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 365 * 86_400],
  ['month', 30 * 86_400],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

/** "3 days ago", in the reader's language. `now` is epoch milliseconds. */
export function formatAgo(iso: string | null | undefined, language: string, now: number): string {
  if (!iso) return '';
  const seconds = (Date.parse(iso) - now) / 1000;
  const format = kept(Intl.RelativeTimeFormat, language, { numeric: 'auto', style: 'short' });
  const step = steps.find(([, size]) => Math.abs(seconds) >= size);
  return step ? format.format(Math.round(seconds / step[1]), step[0]) : format.format(0, 'minute');
}

/** "A, B or C" in the reader's language. */
export function formatEither(values: readonly string[], language: string): string {
  return new Intl.ListFormat(language, { type: 'disjunction' }).format(values);
}

/** "A, B and C" in the reader's language. */
export function formatList(values: readonly string[], language: string): string {
  return new Intl.ListFormat(language, { type: 'conjunction' }).format(values);
}

const callingCode = /^\+(1|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|\d{3})(\d{4,12})$/;

/** E.164 in readable groups, Chinese numbers as they are written there; anything else, a mask above all, as it came. */
export function formatPhone(phone: string): string {
  const mobile = /^\+86(1\d{2})(\d{4})(\d{4})$/.exec(phone);
  if (mobile) return `+86 ${mobile.slice(1).join(' ')}`;
  const landline = /^\+86(10|2\d|[3-9]\d{2})(\d{3,4})(\d{4})$/.exec(phone);
  if (landline) return `+86 ${landline.slice(1).join(' ')}`;
  const [, code, rest] = callingCode.exec(phone) ?? [];
  if (!code || !rest) return phone;
  // Groups of three from the left, the last one of up to four.
  const groups = rest.match(/\d{3}(?=\d{3})|\d+/g) ?? [rest];
  return `+${code} ${groups.join(' ')}`;
}

/** One or two letters that stand for a name: the last part of Latin names too, the family name of Chinese ones. */
export function initials(name: string | null | undefined): string {
  const text = (name ?? '').trim();
  if (!text) return '?';
  if (/\p{Script=Han}/u.test(text)) return [...text].find((letter) => /\p{Script=Han}/u.test(letter)) ?? '?';
  const words = text.split(/\s+/).filter((word) => /^[\p{L}\p{N}]/u.test(word));
  return words.length > 1
    ? `${first(words[0])}${first(words[1])}`.toUpperCase()
    : first(words[0] ?? text).toUpperCase();
}

const first = (word: string | undefined): string => [...(word ?? '?')][0] ?? '?';

/** Today as YYYY-MM-DD on the reader's clock. */
export function today(now: number): string {
  return dayjs(now).format('YYYY-MM-DD');
}
