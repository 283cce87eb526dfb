import { useTranslation } from 'react-i18next';
import { useRolesQuery, type RolesQuery } from '../generated/graphql';
import { useDraft } from './rules/draft';

export type RoleRow = RolesQuery['roles'][number];

export interface RoleChoices {
  /** The name of a role in the reader's language, new ones among them; the key of one that nobody knows. */
  nameOf: (key: string) => string;
  /** Roles that can be given. */
  options: { value: string; label: string }[];
  roles: readonly RoleRow[];
}

/** Every role by name, for lists and pickers. */
export function useRoleChoices(): RoleChoices {
  const { i18n } = useTranslation();
  const { data } = useRolesQuery();
  const { roles: drafts } = useDraft();
  const roles = data?.roles ?? [];
  const language = i18n.language === 'zh-CN' ? 'zh' : 'en';
  const nameOf = (key: string): string => {
    const draft = drafts[key];
    if (draft && draft.kind !== 'retire' && draft.label) return draft.label[language];
    return roles.find((role) => role.key === key)?.label[language] ?? key;
  };
  const options = roles.filter(({ retired }) => !retired).map(({ key }) => ({ value: key, label: nameOf(key) }));
  return { nameOf, options, roles };
}
