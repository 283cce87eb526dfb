import { chinesePerson, chineseTitles } from './chinese-names';
import type { DemoContact, DemoCustomer } from './demo-company';
import { englishPerson, englishTitles } from './english-names';
import { easternPlaces, foreignPlaces } from './places';
import { Random } from './random';
import { inventedPhone } from './reachability';

/** One to three people at every company that has none yet. */
export function generatedContacts(seed: number, customers: readonly DemoCustomer[]): DemoContact[] {
  const random = new Random(seed);
  const contacts: DemoContact[] = [];
  for (const customer of customers) {
    if (customer.kind !== 'COMPANY') continue;
    const count = random.weighted([
      [1, 5],
      [2, 3],
      [3, 1],
    ]);
    for (let i = 0; i < count; i++) contacts.push(contact(random, customer, contacts.length + 1));
  }
  return contacts;
}

function contact(random: Random, customer: DemoCustomer, number: number): DemoContact {
  const chinese = customer.preferences.language === 'zh-CN';
  const { name, gender, mailbox } = chinese ? chinesePerson(random) : englishPerson(random);
  const host = customer.emails[0]!.address.split('@')[1]!;
  // The place decides the form of the number only: mobiles carry no town.
  const place = chinese
    ? easternPlaces[0]!
    : (foreignPlaces.find(({ country }) => country === customer.addresses[0]!.country) ?? foreignPlaces[0]!);
  return {
    key: `generated:${number}`,
    customer: customer.key,
    name,
    title: random.pick(chinese ? chineseTitles : englishTitles),
    gender,
    phones: random.chance(0.9) ? [inventedPhone(random, place, 'PERSON')] : [],
    emails: random.chance(0.8) ? [{ address: `${mailbox}@${host}`, kind: 'work', primary: true }] : [],
    createdAt: customer.createdAt,
    dataSet: 'generated',
  };
}
