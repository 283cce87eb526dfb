import { Laptop, LogOut, MonitorX, Moon, Sun } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Avatar } from '../ui/avatar';
import { Menu } from '../ui/menu';
import { usePreferences } from './preferences';
import { useSession } from './session';

export function AccountMenu() {
  const { t } = useTranslation();
  const { me, signOut } = useSession();
  const about = [
    ...me.roles.map((role) => t(`role.${role}`, { defaultValue: role })),
    ...me.teams.map(({ name }) => name),
  ];
  return (
    <Menu
      placement="bottomRight"
      header={
        <span className="who">
          <strong>{me.name}</strong>
          <span>{me.email}</span>
          <span>{about.join(' · ')}</span>
        </span>
      }
      items={[
        { key: 'here', icon: <LogOut size={14} />, label: t('account.signOut'), onSelect: () => void signOut(false) },
        {
          key: 'everywhere',
          icon: <MonitorX size={14} />,
          label: t('account.signOutEverywhere'),
          onSelect: () => void signOut(true),
        },
      ]}
    >
      <button
        type="button"
        className="bare icon-button"
        aria-label={t('account.menu', { name: me.name })}
        data-testid="account"
      >
        <Avatar name={me.name} size={28} />
      </button>
    </Menu>
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
    <Menu
      placement="bottomRight"
      items={themes.map(({ key, icon: ItemIcon }) => ({
        key,
        icon: <ItemIcon size={14} />,
        label: t(`theme.${key}`),
        selected: key === choice,
        onSelect: () => setTheme(key),
      }))}
    >
      <button type="button" className="bare icon-button" aria-label={t('theme.menu')}>
        <Icon size={16} aria-hidden />
      </button>
    </Menu>
  );
}
