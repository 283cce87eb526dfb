import type { DemoAddress, DemoPhone } from './demo-company';
import { chineseStreets, foreignStreets, type Place } from './places';
import type { Random } from './random';

/** Digits that complete a fictional number of the country. */
const openDigits: Record<string, number> = { GB: 3, IE: 5, AU: 4 };

/** Mobile number in China of a prefix (154) that no operator has, so that nobody is called by a demo. */
const chineseMobile = (random: Random): DemoPhone => {
  const digits = `154${random.digits(8)}`;
  const raw = random.chance(0.6) ? digits : `${digits.slice(0, 3)} ${digits.slice(3, 7)} ${digits.slice(7)}`;
  return { number: `+86${digits}`, raw, kind: 'mobile', primary: true };
};

/** Switchboard: local numbers never start with 1 in China. */
const chineseSwitchboard = (random: Random, place: Place): DemoPhone => {
  const local = `1${random.digits(place.dial.length === 2 ? 7 : 6)}`;
  return { number: `+86${place.dial}${local}`, raw: `0${place.dial}-${local}`, kind: 'work', primary: true };
};

const foreignPhone = (random: Random, place: Place, kind: 'mobile' | 'work'): DemoPhone => {
  if (place.dial === '+1') {
    const [area, end] = [`${random.int(2, 9)}${random.digits(2)}`, random.digits(2)];
    return { number: `+1${area}55501${end}`, raw: `(${area}) 555-01${end}`, kind, primary: true };
  }
  const number = place.dial + random.digits(openDigits[place.country]!);
  return { number, raw: number, kind, primary: true };
};

/** A number of a person (mobile) or a company (switchboard) in that place. */
export function inventedPhone(random: Random, place: Place, kind: 'PERSON' | 'COMPANY'): DemoPhone {
  if (place.country !== 'CN') return foreignPhone(random, place, kind === 'PERSON' ? 'mobile' : 'work');
  return kind === 'PERSON' ? chineseMobile(random) : chineseSwitchboard(random, place);
}

/** A street address in that place. */
export function inventedAddress(random: Random, place: Place, kind: 'PERSON' | 'COMPANY'): DemoAddress {
  const chinese = place.country === 'CN';
  const number = random.int(1, 299);
  const flat =
    kind === 'PERSON' ? `${random.int(1, 20)}栋${random.int(1, 30)}0${random.int(1, 4)}室` : `${random.int(2, 30)}层`;
  return {
    country: place.country,
    region: place.province,
    city: chinese ? `${place.city}市` : place.city,
    line: chinese ? `${random.pick(chineseStreets)}${number}号${flat}` : `${number} ${random.pick(foreignStreets)}`,
    postalCode: /^\d/.test(place.postalPrefix) ? place.postalPrefix + random.digits(2) : place.postalPrefix,
    kind: kind === 'PERSON' ? 'home' : 'office',
    primary: true,
  };
}
