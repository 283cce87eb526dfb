import type { DemoCompany } from './demo-company';
import { demoDictionaries } from './demo-dictionaries';
import { demoStaff } from './demo-staff';
import { generatedActivities } from './generated-activities';
import { generatedContacts } from './generated-contacts';
import { generatedCustomers } from './generated-customers';
import { generatedOpportunities, generatedOrders, generatedProducts } from './generated-sales';
import { generatedConsents, generatedTickets } from './generated-service';
import { mavenSet } from './maven';
import { northwindSet } from './northwind';

export interface DemoOptions {
  /** Epoch milliseconds; generated records lie before it. */
  now: number;
  /** The same seed and moment give the same company. */
  seed?: number;
}

/** Builds the demo company in memory: the published sets of Maven and Northwind, and generated records up to 5,000 customers. */
export function buildDemoCompany({ now, seed = 2026 }: DemoOptions): DemoCompany {
  const { teams, users } = demoStaff();
  const maven = mavenSet(users);
  const northwind = northwindSet(users);
  const invented = generatedProducts();
  // Each part has its own source of randomness, so that a change of one leaves the others as they are.
  const customers = [...maven.customers, ...northwind.customers, ...generatedCustomers(seed + 1, now)];
  const withoutContact = customers.filter(({ dataSet }) => dataSet !== 'northwind');
  return {
    dictionaries: demoDictionaries,
    teams,
    users,
    products: [...maven.products, ...northwind.products, ...invented],
    customers,
    contacts: [...northwind.contacts, ...generatedContacts(seed + 2, withoutContact)],
    activities: generatedActivities(seed + 3, now, customers),
    opportunities: [...maven.opportunities, ...generatedOpportunities(seed + 4, now, customers, invented)],
    orders: [...northwind.orders, ...generatedOrders(seed + 5, now, customers, invented)],
    tickets: generatedTickets(seed + 6, now, customers),
    consents: generatedConsents(seed + 7, now, customers),
  };
}
