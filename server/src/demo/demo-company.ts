/**
 * The demo company as plain records, before anything is written. Records name one another by `key`, which is unique within
 * its list and never stored. Amounts are integers scaled by 10^4, moments are epoch milliseconds, dates 'YYYY-MM-DD'.
 */
export type DataSet = 'maven' | 'northwind' | 'generated';

export interface DemoExternalId {
  source: string;
  id: string;
}

export interface DemoPhone {
  /** E.164. */
  number: string;
  raw: string;
  kind: 'mobile' | 'work' | 'fax';
  primary: boolean;
}

export interface DemoEmail {
  address: string;
  kind: 'work' | 'private';
  primary: boolean;
}

export interface DemoAddress {
  /** ISO 3166 code. */
  country: string;
  region: string | null;
  city: string;
  line: string;
  postalCode: string | null;
  kind: 'office' | 'home';
  primary: boolean;
}

export interface DemoTeam {
  key: string;
  name: string;
  parent: string | null;
}

export interface DemoUser {
  key: string;
  email: string;
  name: string;
  title: string;
  team: string;
  /** Role keys; the first one decides the default purpose. */
  roles: string[];
  /** The documented demo accounts can sign in; staff that only owns records can't. */
  canSignIn: boolean;
  dataSet: DataSet;
}

export interface DemoDictionaryEntry {
  key: string;
  en: string;
  zh: string;
}

export type DictionaryName = 'region' | 'industry' | 'tier' | 'source' | 'opportunityStage' | 'productCategory';

export interface DemoProduct {
  key: string;
  code: string;
  name: string;
  category: string;
  price: number;
  currency: 'USD' | 'CNY';
  active: boolean;
  externalIds: DemoExternalId[];
  dataSet: DataSet;
}

export type CustomerStatus = 'POTENTIAL' | 'ACTIVE' | 'AT_RISK' | 'LOST';

export interface DemoCustomer {
  key: string;
  kind: 'PERSON' | 'COMPANY';
  code: string;
  name: string;
  gender: 'male' | 'female' | null;
  birthDate: string | null;
  phones: DemoPhone[];
  emails: DemoEmail[];
  addresses: DemoAddress[];
  nationalId: string | null;
  bankAccount: string | null;
  region: string;
  industry: string | null;
  tier: string;
  source: string;
  status: CustomerStatus;
  creditRating: string | null;
  creditLimit: number | null;
  currency: 'USD' | 'CNY';
  tags: string[];
  preferences: { language: 'zh-CN' | 'en'; channel: 'phone' | 'email' | 'message' };
  note: string | null;
  /** Null: in the pool. */
  owner: string | null;
  team: string | null;
  externalIds: DemoExternalId[];
  createdAt: number;
  updatedAt: number;
  dataSet: DataSet;
}

export interface DemoContact {
  key: string;
  customer: string;
  name: string;
  title: string;
  gender: 'male' | 'female' | null;
  phones: DemoPhone[];
  emails: DemoEmail[];
  createdAt: number;
  dataSet: DataSet;
}

export interface DemoActivity {
  customer: string;
  kind: 'CALL' | 'VISIT' | 'EMAIL' | 'MESSAGE' | 'MEETING' | 'DEMO' | 'NOTE';
  subject: string;
  body: string | null;
  occurredAt: number;
  owner: string;
  dataSet: DataSet;
}

export interface DemoOpportunity {
  name: string;
  customer: string | null;
  owner: string;
  team: string;
  product: string | null;
  stage: string;
  amount: number | null;
  currency: 'USD' | 'CNY';
  /** Per cent. */
  probability: number;
  createdAt: number;
  closedAt: number | null;
  externalIds: DemoExternalId[];
  dataSet: DataSet;
}

export interface DemoOrderItem {
  product: string;
  quantity: number;
  unitPrice: number;
  /** Fraction, scaled: 15 % is 1500. */
  discount: number;
  /** Net. */
  amount: number;
}

export interface DemoOrder {
  key: string;
  code: string;
  customer: string;
  orderedAt: number;
  currency: 'USD' | 'CNY';
  status: 'DRAFT' | 'CONFIRMED' | 'SHIPPED' | 'PAID' | 'CANCELLED';
  /** Sum of the items' net amounts. */
  total: number;
  items: DemoOrderItem[];
  externalIds: DemoExternalId[];
  dataSet: DataSet;
}

export interface DemoTicket {
  number: string;
  customer: string;
  subject: string;
  description: string;
  priority: 'LOW' | 'NORMAL' | 'HIGH' | 'URGENT';
  status: 'OPEN' | 'PENDING' | 'RESOLVED' | 'CLOSED';
  assignee: string | null;
  createdAt: number;
  dataSet: DataSet;
}

export interface DemoConsent {
  customer: string;
  purpose: 'SERVICE' | 'SALES' | 'MARKETING' | 'ANALYTICS';
  state: 'GIVEN' | 'WITHDRAWN';
  decidedAt: number;
  evidence: string;
  dataSet: DataSet;
}

export interface DemoCompany {
  dictionaries: Record<DictionaryName, DemoDictionaryEntry[]>;
  /** Parents before children. */
  teams: DemoTeam[];
  users: DemoUser[];
  products: DemoProduct[];
  customers: DemoCustomer[];
  contacts: DemoContact[];
  activities: DemoActivity[];
  opportunities: DemoOpportunity[];
  orders: DemoOrder[];
  tickets: DemoTicket[];
  consents: DemoConsent[];
}
