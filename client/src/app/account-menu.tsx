import { Dropdown } from 'antd';
import { Laptop, LogOut, MonitorX, Moon, Sun } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Avatar } from '../ui/avatar';
import { usePreferences } from './preferences';
import { useSession } from './session';

export function AccountMenu() {
  const { t } = useTranslation();
  const { me, signOut } = useSession();
  return (
    <Dropdown
      trigger={['click']}
      placement="bottomRight"
      menu={{
        items: [
          {
            key: 'who',
            type: 'group',
            label: (
              <span className="who">
                <strong>{me.name}</strong>
                <span>{me.email}</span>
                <span>
                  {[
                    ...me.roles.map((role) => t(`role.${role}`, { defaultValue: role })),
                    ...me.teams.map(({ name }) => name),
                  ].join(' · ')}
                </span>
              </span>
            ),
          },
          { type: 'divider' },
          { key: 'here', icon: <LogOut size={14} />, label: t('account.signOut'), onClick: () => void signOut(false) },
          {
            key: 'everywhere',
            icon: <MonitorX size={14} />,
            label: t('account.signOutEverywhere'),
            onClick: () => void signOut(true),
          },
        ],
      }}
    >
      <button
        type="button"
        className="bare icon-button"
        aria-label={t('account.menu', { name: me.name })}
        data-testid="account"
      >
        <Avatar name={me.name} size={28} />
      </button>
    </Dropdown>
  );
}

const themes = [
  { key: 'light', icon: Sun },
  { key: 'dark', icon: Moon },
  { key: 'auto', icon: Laptop },
] as const;

export function ThemeMenu() {
  const { t } = useTranslation();
  const { choice, dark, setTheme } = usePreferences();
  const Icon = dark ? Moon : Sun;
  return (
    <Dropdown
      trigger={['click']}
      placement="bottomRight"
      menu={{
        selectedKeys: [choice],
        items: themes.map(({ key, icon: ItemIcon }) => ({
          key,
          icon: <ItemIcon size={14} />,
          label: t(`theme.${key}`),
          onClick: () => setTheme(key),
        })),
      }}
    >
      <button type="button" className="bare icon-button" aria-label={t('theme.menu')}>
        <Icon size={16} aria-hidden />
      </button>
    </Dropdown>
  );
}
