import { X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useRoleChoices } from '../role-names';
import { ruleDraft, useDraft } from './draft';
import type { RuleWords } from './use-rule-words';

/** The changes that wait, each with the way back to it and a way to drop it. */
export function DraftList({ words }: { words: RuleWords }) {
  const { t, i18n } = useTranslation();
  const { nameOf } = useRoleChoices();
  const draft = useDraft();
  const language = i18n.language === 'zh-CN' ? 'zh' : 'en';
  const lines = [
    ...Object.entries(draft.scopes).map(([key, scope]) => {
      const [type = '', name = ''] = key.split('/');
      const text = scope.kind === 'put' ? scope.label[language] : words.scope(type, name).words;
      return {
        part: 'scopes' as const,
        key,
        to: `/admin/scopes/${key}`,
        text: t(`admin.draft.scope.${scope.kind}`, { name: text, noun: words.typeLabel(type) }),
      };
    }),
    ...Object.entries(draft.roles).map(([key, { kind }]) => ({
      part: 'roles' as const,
      key,
      to: `/admin/roles/${key}`,
      text: t(`admin.draft.role.${kind}`, { name: nameOf(key) }),
    })),
    ...Object.entries(draft.grants).map(([key, { kind }]) => {
      const [role = '', type = ''] = key.split('/');
      return {
        part: 'grants' as const,
        key,
        to: `/admin/roles/${role}?type=${type}`,
        text: t(`admin.draft.grants.${kind}`, { name: nameOf(role), noun: words.typeLabel(type) }),
      };
    }),
  ];
  return (
    <ul className="draft-list">
      {lines.map(({ part, key, to, text }) => (
        <li key={`${part}/${key}`}>
          <Link className="quiet-link" to={to}>
            {text}
          </Link>
          <button
            type="button"
            className="bare icon-button"
            aria-label={t('admin.draft.drop', { change: text })}
            onClick={() => ruleDraft.drop(part, key)}
          >
            <X size={13} aria-hidden />
          </button>
        </li>
      ))}
    </ul>
  );
}
