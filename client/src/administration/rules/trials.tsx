import { Button, Select } from 'antd';
import { X } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAccountsQuery } from '../../generated/graphql';
import { useDebounced } from '../../lib/use-debounced';
import { useRoleChoices } from '../role-names';
import { ruleDraft, useDraft } from './draft';

/** Somebody to look at as if they held a role: a new role has no holders yet. */
export function Trials() {
  const { t } = useTranslation();
  const { trials, roles: drafts } = useDraft();
  const { options, nameOf } = useRoleChoices();
  const [text, setText] = useState('');
  const search = useDebounced(text.trim(), 250) || null;
  const { data, previousData } = useAccountsQuery({ variables: { search, role: null, first: 30 } });
  const [user, setUser] = useState<string | null>(null);
  const fresh = Object.entries(drafts).flatMap(([key, role]) => (role.kind === 'create' ? [key] : []));
  const [role, setRole] = useState<string | null>(fresh[0] ?? null);
  const accounts = (data ?? previousData)?.accounts.nodes ?? [];
  const add = () => {
    const chosen = accounts.find(({ id }) => id === user);
    if (!chosen || !role) return;
    const others = trials.filter(({ userId }) => userId !== chosen.id);
    ruleDraft.setTrials([...others, { userId: chosen.id, name: chosen.name ?? '', roles: [role] }]);
    setUser(null);
  };
  return (
    <div className="trials">
      <p>{t('admin.trials.text')}</p>
      <div className="trial-new">
        <Select
          value={user}
          placeholder={t('admin.trials.user')}
          aria-label={t('admin.trials.user')}
          showSearch={{ filterOption: false, onSearch: setText }}
          options={accounts.map(({ id, name, email }) => ({
            value: id,
            label: [name, email].filter(Boolean).join(' · '),
          }))}
          onChange={setUser}
        />
        <Select
          value={role}
          placeholder={t('admin.trials.role')}
          aria-label={t('admin.trials.role')}
          showSearch={{ optionFilterProp: 'label' }}
          options={[...fresh.map((key) => ({ value: key, label: nameOf(key) })), ...options]}
          onChange={setRole}
        />
        <Button onClick={add} disabled={!user || !role}>
          {t('admin.trials.add')}
        </Button>
      </div>
      {trials.length > 0 && (
        <ul className="draft-list">
          {trials.map(({ userId, name, roles }) => (
            <li key={userId}>
              <span>{t('admin.trials.line', { name, role: roles.map(nameOf).join(', ') })}</span>
              <button
                type="button"
                className="bare icon-button"
                aria-label={t('admin.trials.remove', { name })}
                onClick={() => ruleDraft.setTrials(trials.filter((one) => one.userId !== userId))}
              >
                <X size={13} aria-hidden />
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
