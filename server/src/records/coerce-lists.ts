import { defaultPhoneCountry, fold, parsePhone } from '@kehu/shared';
import { badInput } from '../errors/errors';
import { lineOf, type Place } from './coerce-text';

export interface Phone {
  /** E.164. */
  number: string;
  /** As typed. */
  raw: string;
  kind: string | null;
  primary: boolean;
}

export interface Email {
  address: string;
  kind: string | null;
  primary: boolean;
}

export interface Address {
  /** ISO 3166 code or name, as given. */
  country: string | null;
  region: string | null;
  city: string | null;
  line: string | null;
  postalCode: string | null;
  kind: string | null;
  primary: boolean;
}

/** Most phones, e-mails, addresses or tags of one record. */
const mostItems = 50;

type Raw = Readonly<Record<string, unknown>>;

/**
 * Phone numbers in E.164 beside what was typed, each number once.
 * @param country ISO 3166 code that numbers without a country code belong to
 * @throws KehuError BAD_USER_INPUT
 */
export function phonesOf(value: unknown, place: Place, country?: string): Phone[] {
  const phones = itemsOf(value, place).map((item, i): Phone => {
    const at = new Inside(place, i, 'number');
    const raw = lineOf(item.number, 64, at);
    const parsed = raw === null ? null : parsePhone(raw, country ?? defaultPhoneCountry);
    if (!parsed) {
      throw badInput(
        at.path,
        'This is not a phone number. Write it with its country code, such as +86 138 0013 8000.',
        '电话号码无效，请填写带国家代码的号码，例如 +86 138 0013 8000。',
      );
    }
    return {
      number: parsed.number,
      raw: parsed.raw,
      kind: kindOf(item, place, i),
      primary: item.primary === true,
    };
  });
  return withOnePrimary(
    distinctBy(phones, (phone) => phone.number),
    place,
  );
}

/** A mailbox, an at sign, a host with a dot: what is deliverable only a delivery tells. */
const mailbox = /^[^\s@,;:<>()"\\]+@[^\s@,;:<>()"\\.]+(\.[^\s@,;:<>()"\\.]+)+$/;

/** E-mail addresses, each once. @throws KehuError BAD_USER_INPUT */
export function emailsOf(value: unknown, place: Place): Email[] {
  const emails = itemsOf(value, place).map((item, i): Email => {
    const at = new Inside(place, i, 'address');
    const address = lineOf(item.address, 254, at);
    if (address === null || !mailbox.test(address)) {
      throw badInput(at.path, 'This is not an e-mail address.', '电子邮箱地址无效。');
    }
    return { address, kind: kindOf(item, place, i), primary: item.primary === true };
  });
  return withOnePrimary(
    distinctBy(emails, (email) => fold(email.address)),
    place,
  );
}

const addressParts = { country: 100, region: 100, city: 100, line: 300, postalCode: 32 } as const;

/** Postal addresses; one without any part is refused. @throws KehuError BAD_USER_INPUT */
export function addressesOf(value: unknown, place: Place): Address[] {
  const addresses = itemsOf(value, place).map((item, i): Address => {
    const part = (name: keyof typeof addressParts): string | null =>
      optionalLine(item, name, addressParts[name], place, i);
    const country = part('country');
    const address = {
      country: country !== null && /^[a-z]{2}$/i.test(country) ? country.toUpperCase() : country,
      region: part('region'),
      city: part('city'),
      line: part('line'),
      postalCode: part('postalCode'),
    };
    if (Object.values(address).every((text) => text === null)) {
      throw badInput(`${place.path}.${i}`, 'An address needs at least one line.', '地址不能为空。');
    }
    return { ...address, kind: kindOf(item, place, i), primary: item.primary === true };
  });
  return withOnePrimary(addresses, place);
}

/** Tags in the order given, each once whatever its case and width. @throws KehuError BAD_USER_INPUT */
export function tagsOf(value: unknown, max: number, place: Place): string[] {
  const given = arrayOf(value, place);
  const tags = given.flatMap((tag, i) => lineOf(tag, max, new Inside(place, i)) ?? []);
  return distinctBy(tags, fold);
}

/** Keys of a code table in the order of their code points, each once; none is null. @throws KehuError BAD_USER_INPUT */
export function choicesOf(value: unknown, place: Place): string[] | null {
  const keys = arrayOf(value, place).flatMap((key, i) => lineOf(key, 64, new Inside(place, i)) ?? []);
  return keys.length === 0 ? null : [...new Set(keys)].sort();
}

/** A place inside a list. Its path is written when something is wrong there, which is seldom. */
class Inside implements Place {
  constructor(
    private readonly list: Place,
    private readonly index: number,
    private readonly part?: string,
  ) {}

  get path(): string {
    const item = `${this.list.path}.${this.index}`;
    return this.part === undefined ? item : `${item}.${this.part}`;
  }

  get label(): Place['label'] {
    return this.list.label;
  }
}

const kindOf = (item: Raw, place: Place, i: number): string | null => optionalLine(item, 'kind', 32, place, i);

const optionalLine = (item: Raw, part: string, max: number, place: Place, i: number): string | null => {
  const value = item[part];
  return value === null || value === undefined ? null : lineOf(value, max, new Inside(place, i, part));
};

function arrayOf(value: unknown, { path, label }: Place): unknown[] {
  if (!Array.isArray(value)) throw badInput(path, `${label.en} must be a list.`, `${label.zh}必须是列表。`);
  if (value.length > mostItems) {
    throw badInput(path, `${label.en} takes at most ${mostItems} items.`, `${label.zh}最多 ${mostItems} 项。`);
  }
  return value;
}

function itemsOf(value: unknown, place: Place): Raw[] {
  const { path, label } = place;
  return arrayOf(value, place).map((item, i): Raw => {
    if (typeof item === 'object' && item !== null) return item as Raw;
    throw badInput(`${path}.${i}`, `${label.en} must be a list of objects.`, `${label.zh}必须是对象列表。`);
  });
}

/** The first of those that are the same. */
const distinctBy = <T>(items: T[], key: (item: T) => string): T[] => {
  if (items.length < 2) return items;
  const seen = new Set<string>();
  return items.filter((item) => !seen.has(key(item)) && seen.add(key(item)));
};

/** The one marked, else the first, is the primary one. Two marked are refused. */
function withOnePrimary<T extends { primary: boolean }>(items: T[], { path, label }: Place): T[] {
  let marked = 0;
  for (const { primary } of items) if (primary) marked += 1;
  if (marked > 1) {
    throw badInput(path, `${label.en}: only one can be the primary one.`, `${label.zh}只能有一项为主要项。`);
  }
  return marked === 1 || items.length === 0 ? items : items.map((item, i) => ({ ...item, primary: i === 0 }));
}
