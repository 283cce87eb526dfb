import {
  CircleHelp,
  Fingerprint,
  History,
  KeyRound,
  ListChecks,
  ListPlus,
  Network,
  ScrollText,
  Target,
  UserRoundCog,
  type LucideIcon,
} from 'lucide-react';

export interface Section {
  path: string;
  /** i18n key. */
  label: string;
  icon: LucideIcon;
  /** Any of these rights opens it. */
  rights: readonly string[];
}

const keepers = ['users:manage', 'rules:read'];
const readers = ['rules:read', 'roles:manage'];

/** The pages of administration, in groups; each group's name is an i18n key. */
export const sectionGroups: readonly { label: string; sections: readonly Section[] }[] = [
  {
    label: 'admin.group.people',
    sections: [
      { path: 'users', label: 'admin.users.title', icon: UserRoundCog, rights: keepers },
      { path: 'teams', label: 'admin.teams.title', icon: Network, rights: ['users:manage'] },
      { path: 'clients', label: 'admin.clients.title', icon: KeyRound, rights: keepers },
    ],
  },
  {
    label: 'admin.group.rules',
    sections: [
      { path: 'roles', label: 'admin.roles.title', icon: Fingerprint, rights: readers },
      { path: 'scopes', label: 'admin.scopes.title', icon: Target, rights: readers },
      { path: 'fields', label: 'admin.fields.title', icon: ListPlus, rights: ['fields:manage'] },
      { path: 'history', label: 'admin.history.title', icon: History, rights: readers },
    ],
  },
  {
    label: 'admin.group.oversight',
    sections: [
      { path: 'explain', label: 'admin.explain.title', icon: CircleHelp, rights: ['explain:others'] },
      { path: 'review', label: 'admin.review.title', icon: ListChecks, rights: readers },
      { path: 'audit', label: 'admin.audit.title', icon: ScrollText, rights: ['audit:read'] },
    ],
  },
];

export const mayOpen = (section: Section, rights: readonly string[]): boolean =>
  section.rights.some((right) => rights.includes(right));
