import type { InventedCompany, InventedPerson } from './chinese-names';
import type { Random } from './random';

const list = (text: string): string[] => text.trim().split(/\s+/);

const maleFirst = list(`
  James Oliver William Henry Thomas Daniel Samuel Joseph Benjamin Lucas Ethan Noah Liam Owen Caleb Nathan Adrian Marcus Victor
  Patrick Declan Rory Hugo Felix Simon Martin Andre Mateo Diego Rafael Luca Marco Stefan Jonas Erik Anders Mikael Tomasz Pavel
  Kenji Haruto Minjun Arjun Rohan Omar Karim Kwame Themba
`);

const femaleFirst = list(`
  Emma Olivia Charlotte Amelia Grace Hannah Sophie Lucy Alice Eleanor Clara Julia Laura Rachel Megan Naomi Ruth Diana Helen
  Vivian Bridget Niamh Camille Elise Isabel Lucia Elena Sofia Valentina Chiara Giulia Anna Katrin Ingrid Freya Astrid Marta
  Zofia Yuki Hana Jiwoo Priya Ananya Leila Amina Zainab Abena Thandi
`);

const last = list(`
  Walker Bennett Carter Hughes Fletcher Morgan Reed Sullivan Parker Brooks Hayes Griffin Palmer Dawson Barrett Lowe Whitfield
  Ashworth Langley Pemberton Thorne Holloway Mercer Sinclair Fraser Macleod Byrne Gallagher Keane Dubois Laurent Moreau Girard
  Navarro Ortega Castillo Vargas Mendes Ferreira Rossi Ricci Conti Weber Schneider Vogel Lindqvist Nyberg Hansen Nowak Kowalska
  Novak Tanaka Sato Park Choi Mehta Kapoor Haddad Rahman Okafor Mensah Dlamini
`);

const companyFirst = list(`
  Northgate Silverline Brightwater Stonebridge Redwood Harbor Summit Evergreen Bluefield Ironwood Clearview Lakeside Westfall
  Highland Meridian Cobalt Juniper Falcon Granite Crescent Beacon Willow Aster Orchard Pinnacle Riverside Kestrel Larkspur
  Windmill Copperfield Maple Sterling Anchor Horizon Quarry Tidewater Foxglove Saffron Amber Cedar
`);

const trades: Record<string, readonly string[]> = {
  technology: ['Technologies', 'Electronics', 'Robotics'],
  software: ['Software', 'Data Systems', 'Analytics'],
  telecommunications: ['Telecom', 'Networks'],
  medical: ['Medical Supplies', 'Health', 'Diagnostics'],
  retail: ['Stores', 'Trading', 'Outfitters'],
  finance: ['Capital', 'Leasing'],
  marketing: ['Media', 'Brand Studio'],
  entertainment: ['Pictures', 'Events'],
  services: ['Consulting', 'Facility Services'],
  employment: ['Staffing'],
  food: ['Foods', 'Bakeries', 'Provisions'],
  manufacturing: ['Manufacturing', 'Precision Parts', 'Tooling', 'Materials'],
  logistics: ['Logistics', 'Freight'],
  education: ['Learning', 'Academy'],
  construction: ['Builders', 'Interiors'],
  energy: ['Energy', 'Solar', 'Power Systems'],
};

const companyEndings = ['Ltd', 'Inc.', 'LLC', 'Group', 'Corp.', '& Sons', 'Co.'];

/** Job titles of contacts, most common first. */
export const englishTitles = [
  'Purchasing Manager',
  'Managing Director',
  'Finance Manager',
  'Head of IT',
  'Operations Director',
  'Office Manager',
  'Project Manager',
  'Owner',
  'Buyer',
  'Chief Technology Officer',
];

const ascii = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]/g, '');

/** A person with a European, American, Asian or African name, in Latin letters, that doesn't exist. */
export function englishPerson(random: Random): InventedPerson {
  const gender = random.chance(0.5) ? 'male' : 'female';
  const first = random.pick(gender === 'male' ? maleFirst : femaleFirst);
  const family = random.pick(last);
  return { name: `${first} ${family}`, gender, mailbox: `${ascii(first)}.${ascii(family)}` };
}

/** A company with an English name. */
export function englishCompany(random: Random, industry: string): InventedCompany {
  const first = random.chance(0.75) ? random.pick(companyFirst) : random.pick(last);
  const trade = random.pick(trades[industry] ?? ['Trading']);
  return {
    name: `${first} ${trade} ${random.pick(companyEndings)}`,
    domain: `${ascii(first)}${ascii(trade.split(' ')[0]!)}${random.int(10, 999)}`,
  };
}
