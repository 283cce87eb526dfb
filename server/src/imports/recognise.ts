import { customerLink, people } from './common-columns';
import { customerColumns } from './customer-columns';
import { headerKey } from './header-key';
import type { ImportColumn } from './import-column';
import { importColumns, type ImportableNoun } from './import-columns';
import { isReasonHeader } from './refused-file';

/** Products whose exports are recognised by their headers. */
export type KnownProduct = 'Kehu' | 'Salesforce' | 'HubSpot' | 'Zoho' | 'Pipedrive' | 'Google' | 'Outlook' | 'LinkedIn';

export interface Recognised {
  product: KnownProduct | null;
  /** What the rows seem to be; null where that is open. */
  noun: ImportableNoun | null;
}

interface Signature {
  product: KnownProduct;
  noun: ImportableNoun;
  /** Headers that are all there, as {@link headerKey} writes them. */
  all: readonly string[];
  /** Of these at least one. */
  any?: readonly string[];
}

/** Tried in this order: what says more stands first. */
const signatures: readonly Signature[] = [
  { product: 'Kehu', noun: 'order', all: ['externalid', 'customer', 'orderedat'] },
  { product: 'Kehu', noun: 'opportunity', all: ['externalid', 'stage', 'closedat'] },
  { product: 'Kehu', noun: 'activity', all: ['externalid', 'customer', 'occurredat'] },
  { product: 'Kehu', noun: 'ticket', all: ['externalid', 'customer', 'status', 'priority'] },
  { product: 'Kehu', noun: 'contact', all: ['externalid', 'customer', 'name', 'title'] },
  { product: 'Kehu', noun: 'product', all: ['externalid', 'name', 'price', 'active'] },
  { product: 'Kehu', noun: 'customer', all: ['externalid', 'kind', 'name', 'tier'] },
  { product: 'Pipedrive', noun: 'opportunity', all: ['dealtitle'], any: ['dealvalue', 'dealstage', 'dealstatus'] },
  {
    product: 'Pipedrive',
    noun: 'contact',
    all: ['personname'],
    any: ['personphone', 'personemailwork', 'personemail'],
  },
  {
    product: 'Pipedrive',
    noun: 'customer',
    all: ['organizationname'],
    any: ['organizationaddress', 'organizationowner'],
  },
  { product: 'HubSpot', noun: 'opportunity', all: ['recordid', 'dealname'], any: ['dealstage', 'pipeline', 'amount'] },
  {
    product: 'HubSpot',
    noun: 'customer',
    all: ['recordid', 'companyname'],
    any: ['companyowner', 'companydomainname'],
  },
  {
    product: 'HubSpot',
    noun: 'contact',
    all: ['recordid'],
    any: ['lifecyclestage', 'associatedcompany', 'associatedcompanyids'],
  },
  { product: 'Zoho', noun: 'opportunity', all: ['recordid', 'dealname'], any: ['dealowner', 'closingdate'] },
  { product: 'Zoho', noun: 'customer', all: ['recordid', 'leadowner'] },
  { product: 'Zoho', noun: 'customer', all: ['recordid', 'accountname', 'accountowner'] },
  { product: 'Zoho', noun: 'contact', all: ['recordid', 'contactowner'] },
  { product: 'Salesforce', noun: 'opportunity', all: ['stagename'], any: ['closedate', 'accountid', 'amount'] },
  { product: 'Salesforce', noun: 'contact', all: ['accountid', 'lastname'] },
  { product: 'Salesforce', noun: 'customer', all: ['company', 'lastname', 'leadsource'] },
  { product: 'Salesforce', noun: 'customer', all: ['name'], any: ['billingcity', 'annualrevenue', 'accountsource'] },
  { product: 'Google', noun: 'contact', all: ['email1value'] },
  { product: 'Google', noun: 'contact', all: ['givenname', 'familyname'], any: ['phone1value', 'organization1name'] },
  { product: 'LinkedIn', noun: 'contact', all: ['firstname', 'lastname', 'connectedon'] },
  {
    product: 'Outlook',
    noun: 'contact',
    all: ['emailaddress'],
    any: ['businessphone', 'businessstreet', 'homephone2'],
  },
];

/** Finds out by its headers which product wrote a file and of what. */
export function recognise(headers: readonly string[]): Recognised {
  const keys = new Set(headers.filter((header) => !isReasonHeader(header)).map(headerKey));
  for (const { product, noun, all, any } of signatures) {
    if (all.every((key) => keys.has(key)) && (!any || any.some((key) => keys.has(key)))) return { product, noun };
  }
  return { product: null, noun: likelyNoun(keys) };
}

/** What rows with these columns are, whoever wrote them. */
function likelyNoun(keys: ReadonlySet<string>): ImportableNoun | null {
  const has = (...wanted: string[]): boolean => wanted.some((key) => keys.has(key));
  if (has('stage', 'dealstage', 'opportunitystage', '阶段', '销售阶段', 'probability', '赢率')) return 'opportunity';
  if (has('casenumber', 'ticketid', 'ticketname', '工单号') || (has('priority', '优先级') && has('subject', '主题')))
    return 'ticket';
  if (has('activitydate', 'activitytype', 'tasksubtype', '交往方式', '拜访时间')) return 'activity';
  if (has('orderid', 'orderdate', 'ordernumber', 'orderno', '订单号', '订单编号', '下单日期', '订单日期'))
    return 'order';
  if (
    has('customerid', 'customer', 'accountid', 'company', '客户', '公司') &&
    has('jobtitle', 'title', 'position', '职务', '职位')
  ) {
    return 'contact';
  }
  if (has('sku', 'unitprice', 'productname', 'productcode', '产品名称', '单价', '商品名称')) return 'product';
  const named = has(
    'name',
    'firstname',
    'lastname',
    'fullname',
    'companyname',
    'account',
    '姓名',
    '客户名称',
    '公司名称',
    '名称',
  );
  return named && seemCustomers(keys) ? 'customer' : null;
}

const keysOf = (columns: readonly ImportColumn[]): ReadonlySet<string> =>
  new Set(columns.flatMap(({ field, aliases }) => [headerKey(field), ...aliases]));

const ofCustomers = keysOf(customerColumns);
const ofContacts = keysOf(importColumns.contact);
const ofPeople = keysOf(people);
const ofCompanies = keysOf([customerLink]);

/**
 * Whether rows with a name are customers: most of their columns are ones that customers have, and they don't name a customer and a
 * person with nothing that only customers have, which is what contacts look like.
 */
function seemCustomers(keys: ReadonlySet<string>): boolean {
  const all = [...keys].filter((key) => key !== '');
  const known = all.filter((key) => ofCustomers.has(key));
  if (known.length * 2 < all.length) return false;
  const personAtCompany = all.some((key) => ofPeople.has(key)) && all.some((key) => ofCompanies.has(key));
  return !personAtCompany || known.some((key) => !ofContacts.has(key));
}
