import { useMemo } from 'react';
import { useRoleGrantsQuery } from '../../generated/graphql';
import { ruleDraft, useDraft } from './draft';
import { noRules, rulesOf, sameRules, type TypeRules } from './rule-model';

/** Whose rules on staff a new role starts with, so that names of colleagues are no riddle. The server does the same. */
const plainStaff = { role: 'sales-rep', types: ['Team', 'User'] };

export interface RoleRules {
  loading: boolean;
  error: unknown;
  /** As it would be if the draft were saved. */
  of: (type: string) => TypeRules;
  isChanged: (type: string) => boolean;
  /** Whether administrators replaced what the product comes with, and it can go back to that. */
  isReplaced: (type: string) => boolean;
  change: (type: string, rules: TypeRules) => void;
}

/** The grants of a role under the draft. A new role starts with those it copies. */
export function useRoleRules(role: string): RoleRules {
  const draft = useDraft();
  const made = draft.roles[role];
  const fresh = made?.kind === 'create' ? made : null;
  const source = fresh ? (fresh.copyFrom ?? plainStaff.role) : role;
  const { data, error, loading } = useRoleGrantsQuery({ variables: { key: source } });
  const saved = useMemo(
    () =>
      new Map(
        (data?.role?.types ?? [])
          .filter(({ type }) => !fresh || fresh.copyFrom !== null || plainStaff.types.includes(type))
          .map((type) => [type.type, { rules: rulesOf(type), changed: type.changed }]),
      ),
    [data, fresh],
  );
  const base = (type: string): TypeRules => saved.get(type)?.rules ?? noRules;
  return {
    loading: loading && !data,
    error,
    of: (type) => {
      const drafted = draft.grants[`${role}/${type}`];
      return drafted?.kind === 'set' ? drafted.rules : base(type);
    },
    isChanged: (type) => draft.grants[`${role}/${type}`] !== undefined,
    isReplaced: (type) => !fresh && (saved.get(type)?.changed ?? false),
    change: (type, rules) => {
      if (sameRules(rules, base(type))) ruleDraft.drop('grants', `${role}/${type}`);
      else ruleDraft.putGrants(role, type, { kind: 'set', rules });
    },
  };
}
