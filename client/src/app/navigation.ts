import { Boxes, Braces, Handshake, LifeBuoy, ReceiptText, UsersRound, type LucideIcon } from 'lucide-react';
import type { Me } from './session';

export interface Destination {
  path: string;
  /** i18n key. */
  label: string;
  icon: LucideIcon;
}

const pages: (Destination & { right?: string })[] = [
  { path: '/customers', label: 'customers.title', icon: UsersRound },
  { path: '/opportunities', label: 'opportunities.title', icon: Handshake },
  { path: '/tickets', label: 'tickets.title', icon: LifeBuoy },
  { path: '/orders', label: 'orders.title', icon: ReceiptText },
  { path: '/products', label: 'products.title', icon: Boxes },
  { path: '/query', label: 'query.title', icon: Braces, right: 'query:adhoc' },
];

/** The pages this person has. */
export function destinationsOf(me: Me): Destination[] {
  return pages.filter(({ right }) => !right || me.rights.includes(right));
}
