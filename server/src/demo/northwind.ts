import { addDecimals, lineAmount, parseDecimal, parsePhone } from '@kehu/shared';
import type {
  DemoContact,
  DemoCustomer,
  DemoOrder,
  DemoOrderItem,
  DemoPhone,
  DemoProduct,
  DemoUser,
} from './demo-company';
import { readDemoFile } from './demo-files';
import { userKeyOf } from './demo-staff';
import { countriesByName } from './places';

type Row = Record<string, string>;

const noon = (date: string): number => Date.parse(`${date}T12:00:00Z`);

/** When customers entered: the day of the first order of the set. */
const firstDay = noon('1996-07-04');

const customerKey = (id: string): string => `northwind:${id}`;
const productKey = (id: string): string => `northwind:${id}`;

export interface NorthwindSet {
  products: DemoProduct[];
  customers: DemoCustomer[];
  contacts: DemoContact[];
  orders: DemoOrder[];
}

/** Northwind's products, customers with their contact, and 830 orders. A customer belongs to the employee of most of its orders. */
export function northwindSet(users: readonly DemoUser[]): NorthwindSet {
  const employees = new Map(
    readDemoFile('northwind', 'employees').map((row) => [
      row.employee_id!,
      userKeyOf(`${row.first_name} ${row.last_name}`),
    ]),
  );
  const teams = new Map(users.map((user) => [user.key, user.team]));
  const orderRows = readDemoFile('northwind', 'orders');
  const ownerOf = ownersByOrders(orderRows, employees);
  const customerRows = readDemoFile('northwind', 'customers');
  return {
    products: products(),
    customers: customerRows.map((row, i) => {
      const owner = ownerOf.get(row.customer_id!) ?? [...employees.values()][i % employees.size]!;
      return customer(row, owner, teams.get(owner)!);
    }),
    contacts: customerRows.map(contact),
    orders: orders(orderRows),
  };
}

function products(): DemoProduct[] {
  const categories = new Map(
    readDemoFile('northwind', 'categories').map((row) => [
      row.category_id!,
      row.category_name!.toLowerCase().replace(/[^a-z]+/g, '-'),
    ]),
  );
  return readDemoFile('northwind', 'products').map((row) => ({
    key: productKey(row.product_id!),
    code: `NW-${row.product_id!.padStart(3, '0')}`,
    name: row.product_name!,
    category: categories.get(row.category_id!)!,
    price: parseDecimal(row.unit_price!),
    currency: 'USD',
    active: row.discontinued !== '1',
    externalIds: [{ source: 'northwind', id: row.product_id! }],
    dataSet: 'northwind',
  }));
}

function ownersByOrders(rows: readonly Row[], employees: ReadonlyMap<string, string>): Map<string, string> {
  const counts = new Map<string, Map<string, number>>();
  for (const row of rows) {
    const byEmployee = counts.get(row.customer_id!) ?? new Map<string, number>();
    counts.set(row.customer_id!, byEmployee.set(row.employee_id!, (byEmployee.get(row.employee_id!) ?? 0) + 1));
  }
  return new Map(
    [...counts].map(([id, byEmployee]) => [id, employees.get([...byEmployee].sort((a, b) => b[1] - a[1])[0]![0])!]),
  );
}

function phones(row: Row): DemoPhone[] {
  const country = countriesByName[row.country!]!.code;
  const kinds = [
    [row.phone, 'work'],
    [row.fax, 'fax'],
  ] as const;
  return kinds.flatMap(([raw, kind]) => {
    const parsed = raw ? parsePhone(raw, country) : null;
    return parsed ? [{ ...parsed, kind, primary: kind === 'work' }] : [];
  });
}

function customer(row: Row, owner: string, team: string): DemoCustomer {
  const country = countriesByName[row.country!]!;
  return {
    key: customerKey(row.customer_id!),
    kind: 'COMPANY',
    code: row.customer_id!,
    name: row.company_name!,
    gender: null,
    birthDate: null,
    phones: phones(row),
    emails: [{ address: `orders@${row.customer_id!.toLowerCase()}.example`, kind: 'work', primary: true }],
    addresses: [
      {
        country: country.code,
        region: row.region || null,
        city: row.city!,
        line: row.address!,
        postalCode: row.postal_code || null,
        kind: 'office',
        primary: true,
      },
    ],
    nationalId: null,
    bankAccount: null,
    region: country.region,
    industry: 'food',
    tier: 'standard',
    source: 'import',
    status: 'ACTIVE',
    creditRating: null,
    creditLimit: null,
    currency: 'USD',
    tags: [],
    preferences: { language: 'en', channel: 'phone' },
    note: null,
    owner,
    team,
    externalIds: [{ source: 'northwind', id: row.customer_id! }],
    createdAt: firstDay,
    updatedAt: firstDay,
    dataSet: 'northwind',
  };
}

function contact(row: Row): DemoContact {
  const mailbox = row
    .contact_name!.normalize('NFD')
    .toLowerCase()
    .replace(/[^a-z ]/g, '')
    .trim()
    .replace(/ +/g, '.');
  return {
    key: `northwind:${row.customer_id}`,
    customer: customerKey(row.customer_id!),
    name: row.contact_name!,
    title: row.contact_title!,
    gender: null,
    phones: phones(row).filter(({ kind }) => kind === 'work'),
    emails: [{ address: `${mailbox}@${row.customer_id!.toLowerCase()}.example`, kind: 'work', primary: true }],
    createdAt: firstDay,
    dataSet: 'northwind',
  };
}

function orders(rows: readonly Row[]): DemoOrder[] {
  const items = new Map<string, DemoOrderItem[]>();
  for (const row of readDemoFile('northwind', 'order_details')) {
    const [quantity, unitPrice, discount] = [row.quantity!, row.unit_price!, row.discount!].map(parseDecimal) as [
      number,
      number,
      number,
    ];
    const item = {
      product: productKey(row.product_id!),
      quantity,
      unitPrice,
      discount,
      amount: lineAmount(quantity, unitPrice, discount),
    };
    const list = items.get(row.order_id!);
    if (list) list.push(item);
    else items.set(row.order_id!, [item]);
  }
  return rows.map((row) => {
    const own = items.get(row.order_id!)!;
    return {
      key: `northwind:${row.order_id}`,
      code: row.order_id!,
      customer: customerKey(row.customer_id!),
      orderedAt: noon(row.order_date!),
      currency: 'USD',
      status: row.shipped_date ? 'SHIPPED' : 'CONFIRMED',
      total: own.reduce((sum, item) => addDecimals(sum, item.amount), 0),
      items: own,
      externalIds: [{ source: 'northwind', id: row.order_id! }],
      dataSet: 'northwind',
    };
  });
}
