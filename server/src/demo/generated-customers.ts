import { chineseCompany, chinesePerson } from './chinese-names';
import type { CustomerStatus, DemoCustomer } from './demo-company';
import { englishCompany, englishPerson } from './english-names';
import { inventedNationalId } from './national-id';
import { easternPlaces, foreignPlaces, northernPlaces, southernPlaces, westernPlaces, type Place } from './places';
import { Random } from './random';
import { inventedAddress, inventedPhone } from './reachability';

const day = 86_400_000;

/** Who has how many customers where. Without owner: the pool of the team, or of everybody. */
const books: readonly (readonly [
  owner: string | null,
  team: string | null,
  count: number,
  places: readonly Place[],
])[] = [
  ['rep.north1', 'north-1', 400, northernPlaces],
  ['rep.north2', 'north-1', 360, northernPlaces],
  [null, 'north-1', 40, northernPlaces],
  ['manager.north', 'north', 20, northernPlaces],
  ['north.zhang', 'north-2', 300, northernPlaces],
  ['north.sun', 'north-2', 260, northernPlaces],
  ['rep.south1', 'south-1', 420, southernPlaces],
  ['south.liang', 'south-1', 320, southernPlaces],
  [null, 'south-1', 40, southernPlaces],
  ['manager.south', 'south', 20, southernPlaces],
  ['east.xu', 'east', 240, easternPlaces],
  ['east.qian', 'east', 240, easternPlaces],
  ['east.shen', 'east', 220, easternPlaces],
  [null, 'east', 20, easternPlaces],
  ['west.luo', 'west', 240, westernPlaces],
  ['west.tan', 'west', 200, westernPlaces],
  ['intl.morgan', 'international', 480, foreignPlaces],
  ['intl.byrne', 'international', 480, foreignPlaces],
  ['intl.mehta', 'international', 440, foreignPlaces],
  [null, 'international', 44, foreignPlaces],
  [null, null, 40, [...northernPlaces, ...southernPlaces]],
];

const industries = [
  ['manufacturing', 16],
  ['retail', 12],
  ['technology', 11],
  ['software', 9],
  ['logistics', 8],
  ['medical', 8],
  ['construction', 7],
  ['services', 6],
  ['food', 6],
  ['energy', 5],
  ['education', 5],
  ['finance', 4],
  ['marketing', 4],
  ['telecommunications', 3],
  ['entertainment', 3],
  ['employment', 2],
] as const;

const tiers = {
  COMPANY: [
    ['gold', 8],
    ['silver', 20],
    ['bronze', 32],
    ['standard', 40],
  ],
  PERSON: [
    ['gold', 3],
    ['silver', 10],
    ['bronze', 22],
    ['standard', 65],
  ],
} as const;
const sources = [
  ['referral', 20],
  ['website', 20],
  ['exhibition', 14],
  ['wechat', 18],
  ['advertisement', 10],
  ['cold-call', 10],
  ['partner', 8],
] as const;
const statuses: readonly (readonly [CustomerStatus, number])[] = [
  ['POTENTIAL', 30],
  ['ACTIVE', 50],
  ['AT_RISK', 12],
  ['LOST', 8],
];
const ratings = [
  ['AAA', 1],
  ['AA', 4],
  ['A', 8],
  ['BBB', 6],
  ['BB', 2],
] as const;

const words = {
  zh: {
    tags: ['重点客户', '长期合作', '展会', '批发', '价格敏感', '需回访', '老客户介绍', '年度框架'],
    notes: [
      '付款准时，合作愉快。',
      '上午联系较方便。',
      '对交货期要求高。',
      '决策人常年出差，优先发邮件。',
      '曾反馈发票抬头有误，开票前请核对。',
      '希望每季度收到一次新品目录。',
    ],
  },
  en: {
    tags: [
      'key account',
      'long-term',
      'trade fair',
      'wholesale',
      'price-sensitive',
      'call back',
      'newsletter',
      'framework contract',
    ],
    notes: [
      'Pays on time.',
      'Best reached in the morning.',
      'Delivery dates matter most.',
      'Prefers e-mail; travels a lot.',
      'Check the invoice address before billing.',
      'Wants the new catalogue every quarter.',
    ],
  },
} as const;

/** The generated part of the customers, Chinese and English, persons and companies. */
export function generatedCustomers(seed: number, now: number): DemoCustomer[] {
  const random = new Random(seed);
  const customers: DemoCustomer[] = [];
  for (const [owner, team, count, places] of books) {
    for (let i = 0; i < count; i++) {
      customers.push({ ...invent(random, random.pick(places), customers.length + 1, now), owner, team });
    }
  }
  return customers;
}

type Unowned = Omit<DemoCustomer, 'owner' | 'team'>;

function invent(random: Random, place: Place, number: number, now: number): Unowned {
  const chinese = place.country === 'CN' && random.chance(0.88);
  const kind = random.chance(0.52) ? 'PERSON' : 'COMPANY';
  const { tags, notes } = words[chinese ? 'zh' : 'en'];
  const createdAt = now - Math.floor((2 + random.next() * 1095) * day);
  return {
    ...(kind === 'PERSON' ? person(random, place, chinese, number, now) : company(random, place, chinese)),
    key: `generated:${number}`,
    kind,
    code: `K-${String(number).padStart(6, '0')}`,
    phones: phones(random, place, kind),
    addresses: [inventedAddress(random, place, kind)],
    bankAccount: random.chance(kind === 'COMPANY' ? 0.35 : 0.1) ? `9900${random.digits(15)}` : null,
    region: place.region,
    tier: random.weighted<string>(tiers[kind]),
    source: random.weighted<string>(sources),
    status: random.weighted(statuses),
    creditRating: kind === 'COMPANY' && random.chance(0.6) ? random.weighted<string>(ratings) : null,
    creditLimit: random.chance(kind === 'COMPANY' ? 0.7 : 0.1)
      ? random.int(1, kind === 'COMPANY' ? 200 : 10) * 10_000 * 10_000
      : null,
    currency: place.country === 'CN' ? 'CNY' : 'USD',
    tags: random.chance(0.4) ? random.sample(tags, random.int(1, 3)) : [],
    preferences: { language: chinese ? 'zh-CN' : 'en', channel: random.pick(['phone', 'email', 'message'] as const) },
    note: random.chance(0.18) ? random.pick(notes) : null,
    externalIds: random.chance(0.12) ? [{ source: 'erp', id: `ERP-${100_000 + number}` }] : [],
    createdAt,
    updatedAt: createdAt + Math.floor(random.next() * (now - createdAt)),
    dataSet: 'generated',
  };
}

type Identity = Pick<Unowned, 'name' | 'gender' | 'birthDate' | 'emails' | 'nationalId' | 'industry'>;

function person(random: Random, place: Place, chinese: boolean, number: number, now: number): Identity {
  const { name, gender, mailbox } = chinese ? chinesePerson(random) : englishPerson(random);
  const birthDate = new Date(now - Math.floor((20 + random.next() * 55) * 365.25 * day)).toISOString().slice(0, 10);
  const serial = random.int(0, 499) * 2 + (gender === 'male' ? 1 : 0);
  const address = `${mailbox}${number}@${random.pick(['mail', 'post', 'inbox'])}.example`;
  return {
    name,
    gender,
    birthDate: random.chance(0.8) ? birthDate : null,
    emails: random.chance(0.85) ? [{ address, kind: 'private', primary: true }] : [],
    nationalId:
      place.country === 'CN' && chinese && random.chance(0.45)
        ? inventedNationalId(random.int(1, 99), birthDate, serial)
        : null,
    industry: null,
  };
}

function company(random: Random, place: Place, chinese: boolean): Identity {
  const industry = random.weighted<string>(industries);
  const { name, domain } = chinese ? chineseCompany(random, place.city, industry) : englishCompany(random, industry);
  return {
    name,
    gender: null,
    birthDate: null,
    emails: [{ address: `${random.pick(['info', 'office', 'sales'])}@${domain}.example`, kind: 'work', primary: true }],
    nationalId: null,
    industry,
  };
}

function phones(random: Random, place: Place, kind: 'PERSON' | 'COMPANY'): DemoCustomer['phones'] {
  const first = inventedPhone(random, place, kind);
  return random.chance(0.15) ? [first, { ...inventedPhone(random, place, 'PERSON'), primary: false }] : [first];
}
