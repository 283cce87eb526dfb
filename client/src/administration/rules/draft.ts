import { useSyncExternalStore } from 'react';
import type { RuleChangeInput } from '../../generated/graphql';
import type { TypeRules } from './rule-model';

export interface Words {
  en: string;
  zh: string;
}

export interface NewRole {
  kind: 'create';
  label: Words;
  purposes: readonly string[];
  rights?: readonly string[];
  /** Key of the role whose grants it starts with. */
  copyFrom: string | null;
}

export interface ChangedRole {
  kind: 'update';
  label?: Words;
  purposes?: readonly string[];
  rights?: readonly string[];
}

export type RoleDraft = NewRole | ChangedRole | { kind: 'retire' };

export type ScopeDraft = { kind: 'put'; label: Words; where: unknown } | { kind: 'remove' };

export type GrantsDraft = { kind: 'set'; rules: TypeRules } | { kind: 'reset' };

/** Changes of the rules that are not saved yet. Keys: the role's key; `role/Type`; `Type/scope`. */
export interface Draft {
  roles: Readonly<Record<string, RoleDraft>>;
  grants: Readonly<Record<string, GrantsDraft>>;
  scopes: Readonly<Record<string, ScopeDraft>>;
  /** Whom to look at in the preview as if they held these roles. */
  trials: readonly { userId: string; name: string; roles: readonly string[] }[];
}

type Part = 'roles' | 'grants' | 'scopes';

const empty: Draft = { roles: {}, grants: {}, scopes: {}, trials: [] };

// In memory alone, and of one person: whoever signs in next starts with nothing.
let owner = '';
let draft = empty;
const listeners = new Set<() => void>();

function set(next: Draft): void {
  draft = next;
  listeners.forEach((listener) => listener());
}

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** Makes the draft this person's; another person's is thrown away. */
export function ownDraft(person: string): void {
  if (person === owner) return;
  owner = person;
  set(empty);
}

export const ruleDraft = {
  putRole: (key: string, role: RoleDraft): void => set({ ...draft, roles: { ...draft.roles, [key]: role } }),
  putGrants: (role: string, type: string, grants: GrantsDraft): void =>
    set({ ...draft, grants: { ...draft.grants, [`${role}/${type}`]: grants } }),
  putScope: (type: string, name: string, scope: ScopeDraft): void =>
    set({ ...draft, scopes: { ...draft.scopes, [`${type}/${name}`]: scope } }),
  setTrials: (trials: Draft['trials']): void => set({ ...draft, trials }),
  /** Takes one change back; a new role takes its grants with it. */
  drop: (part: Part, key: string): void => {
    const { [key]: _, ...rest } = draft[part];
    const next = { ...draft, [part]: rest };
    if (part === 'roles' && draft.roles[key]?.kind === 'create') {
      next.grants = Object.fromEntries(Object.entries(next.grants).filter(([at]) => !at.startsWith(`${key}/`)));
    }
    set(next);
  },
  clear: (): void => set(empty),
};

export const useDraft = (): Draft => useSyncExternalStore(subscribe, () => draft);

export const changeCount = ({ roles, grants, scopes }: Draft): number =>
  Object.keys(roles).length + Object.keys(grants).length + Object.keys(scopes).length;

const halves = (key: string): [string, string] => {
  const at = key.indexOf('/');
  return [key.slice(0, at), key.slice(at + 1)];
};

/** The draft as the API takes it: what is named comes before what names it. */
export function changesOf({ roles, grants, scopes }: Draft): RuleChangeInput[] {
  const puts: RuleChangeInput[] = [];
  const removals: RuleChangeInput[] = [];
  for (const [key, scope] of Object.entries(scopes)) {
    const [type, name] = halves(key);
    if (scope.kind === 'put') puts.push({ putScope: { type, name, label: scope.label, where: scope.where } });
    else removals.push({ removeScope: { type, name } });
  }
  for (const [key, role] of Object.entries(roles)) {
    if (role.kind === 'retire') {
      removals.push({ retireRole: { key } });
      continue;
    }
    const { kind, ...input } = role;
    const words = {
      ...input,
      key,
      ...(input.purposes && { purposes: [...input.purposes] }),
      ...(input.rights && { rights: [...input.rights] }),
    };
    puts.push(kind === 'create' ? { createRole: words as never } : { updateRole: words as never });
  }
  for (const [key, of] of Object.entries(grants)) {
    const [role, type] = halves(key);
    if (of.kind === 'reset') puts.push({ resetGrants: { role, type } });
    else
      puts.push({
        setGrants: {
          role,
          type,
          grants: of.rules.grants.map((grant) => ({ ...grant })),
          denies: of.rules.denies.map((deny) => ({ ...deny })),
        },
      });
  }
  return [...puts, ...removals];
}
