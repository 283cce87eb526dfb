import { fold } from '@kehu/shared';

const key = (name: string): string => fold(name).replace(/[^\p{L}]/gu, '');

/** Names people use that no table of countries has. */
const nicknames: Record<string, string> = {
  uk: 'GB',
  england: 'GB',
  scotland: 'GB',
  greatbritain: 'GB',
  usa: 'US',
  america: 'US',
  czechrepublic: 'CZ',
  holland: 'NL',
  hongkong: 'HK',
  macau: 'MO',
  unitedstatesofamerica: 'US',
  korea: 'KR',
  中国大陆: 'CN',
  中华人民共和国: 'CN',
  prchina: 'CN',
};

let table: Map<string, string> | undefined;

/** ISO codes by code and by English and Chinese name, from the Unicode data of the runtime; built at the first use. */
function countryTable(): Map<string, string> {
  if (table) return table;
  table = new Map(Object.entries(nicknames));
  const names = ['en', 'zh-CN'].map(
    (language) => new Intl.DisplayNames(language, { type: 'region', fallback: 'none' }),
  );
  const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
  for (const code of letters.flatMap((first) => letters.map((second) => first + second))) {
    // Codes of countries that are no more (DD) stand for their successors; only today's are kept.
    if (new Intl.Locale(`und-${code}`).region !== code) continue;
    for (const name of [code, ...names.map((language) => language.of(code))]) {
      if (name && names[0]!.of(code) && !table.has(key(name))) table.set(key(name), code);
    }
  }
  return table;
}

/** ISO 3166 code of a country given by code or by English or Chinese name; null where there is none. */
export const countryCode = (text: string): string | null => countryTable().get(key(text)) ?? null;
