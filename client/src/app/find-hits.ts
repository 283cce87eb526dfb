import type { FindQuery } from '../generated/graphql';
import { formatPhone } from '../lib/format';

/** A record that was found, as the palette shows it: from shown fields alone. */
export interface Hit {
  key: string;
  to: string;
  group: 'customers' | 'contacts' | 'opportunities' | 'orders' | 'tickets' | 'products';
  /** Null where the reader may not see what it is called. */
  name: string | null;
  /** What stands beside the name. */
  detail: string;
  square: boolean;
}

/** The hits of every kind of record, in the order of the palette. */
export function hitsOf(found: FindQuery | undefined): Hit[] {
  if (!found) return [];
  const { customers, contacts, opportunities, orders, tickets, products } = found;
  const joined = (...parts: (string | null | undefined)[]): string => parts.filter(Boolean).join(' · ');
  const phone = (number: string | null | undefined): string | null =>
    number && /\d/.test(number) ? formatPhone(number) : null; // not its mask
  const at = (customer: { id: string } | null | undefined, otherwise: string): string =>
    customer ? `/customers/${customer.id}` : otherwise;
  return [
    ...(customers?.nodes ?? []).map(({ id, name, kind, code, region, primaryPhone, tier }): Hit => ({
      key: id,
      to: `/customers/${id}`,
      group: 'customers',
      name: name ?? null,
      detail: joined(code, region?.name, tier?.name, phone(primaryPhone)),
      square: kind === 'COMPANY',
    })),
    ...(contacts?.nodes ?? []).map(({ id, name, title, customer, primaryPhone }): Hit => ({
      key: id,
      to: at(customer, '/customers'),
      group: 'contacts',
      name: name ?? null,
      detail: joined(title, customer?.name, phone(primaryPhone)),
      square: false,
    })),
    ...(opportunities?.nodes ?? []).map(({ id, name, stage, customer }): Hit => ({
      key: id,
      to: at(customer, listOf('/opportunities', name)),
      group: 'opportunities',
      name: name ?? null,
      detail: joined(stage?.name, customer?.name),
      square: true,
    })),
    ...(orders?.nodes ?? []).map(({ id, code, customer }): Hit => ({
      key: id,
      to: listOf('/orders', code),
      group: 'orders',
      name: code ?? null,
      detail: joined(customer?.name),
      square: true,
    })),
    ...(tickets?.nodes ?? []).map(({ id, number, subject, customer }): Hit => ({
      key: id,
      to: listOf('/tickets', number),
      group: 'tickets',
      name: subject ?? null,
      detail: joined(number, customer?.name),
      square: true,
    })),
    ...(products?.nodes ?? []).map(({ id, code, name }): Hit => ({
      key: id,
      to: listOf('/products', code ?? name),
      group: 'products',
      name: name ?? null,
      detail: joined(code),
      square: true,
    })),
  ];
}

/** A list in which this text is looked for. */
const listOf = (path: string, text: string | null | undefined): string =>
  text ? `${path}?q=${encodeURIComponent(text)}` : path;
