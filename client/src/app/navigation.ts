import {
  Boxes,
  Braces,
  Copy,
  FileUp,
  Handshake,
  LayoutDashboard,
  LifeBuoy,
  ReceiptText,
  ShieldCheck,
  UsersRound,
  type LucideIcon,
} from 'lucide-react';
import type { Me, Rules } from './session';

export interface Destination {
  path: string;
  /** i18n key. */
  label: string;
  icon: LucideIcon;
}

type Noun = Exclude<keyof Rules, '__typename'>;

/** What somebody pinned; everybody has one. */
export const dashboard: Destination = { path: '/dashboard', label: 'dashboard.title', icon: LayoutDashboard };

const pages: (Destination & ({ noun: Noun } | { rights: readonly string[] }))[] = [
  { path: '/customers', label: 'customers.title', icon: UsersRound, noun: 'customer' },
  { path: '/opportunities', label: 'opportunities.title', icon: Handshake, noun: 'opportunity' },
  { path: '/tickets', label: 'tickets.title', icon: LifeBuoy, noun: 'ticket' },
  { path: '/orders', label: 'orders.title', icon: ReceiptText, noun: 'order' },
  { path: '/products', label: 'products.title', icon: Boxes, noun: 'product' },
  { path: '/query', label: 'query.title', icon: Braces, rights: ['query:adhoc'] },
  { path: '/imports', label: 'imports.title', icon: FileUp, rights: ['imports:run'] },
  { path: '/duplicates', label: 'duplicates.title', icon: Copy, rights: ['imports:run'] },
  {
    path: '/admin',
    label: 'admin.title',
    icon: ShieldCheck,
    rights: ['users:manage', 'roles:manage', 'fields:manage', 'rules:read', 'audit:read'],
  },
];

/** The pages this person has: the dashboard, those of nouns some rule lets them read, and those of their rights. */
export function destinationsOf(me: Me, rules: Rules): Destination[] {
  const own = pages.filter((page) =>
    'noun' in page ? rules[page.noun].readable : page.rights.some((right) => me.rights.includes(right)),
  );
  return [dashboard, ...own];
}
