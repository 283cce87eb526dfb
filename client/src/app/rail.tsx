import { useTranslation } from 'react-i18next';
import { NavLink } from 'react-router';
import { destinationsOf } from './navigation';
import { useSession } from './session';

export function Rail({ onNavigate }: { onNavigate?: () => void }) {
  const { t } = useTranslation();
  const { me, rules } = useSession();
  return (
    <nav className="rail" aria-label={t('frame.navigation')}>
      <span className="brand">
        <span className="brand-mark" aria-hidden>
          客
        </span>
        Kehu
      </span>
      {destinationsOf(me, rules).map(({ path, label, icon: Icon }) => (
        <NavLink key={path} to={path} onClick={onNavigate}>
          <Icon size={16} strokeWidth={1.9} aria-hidden />
          {t(label)}
        </NavLink>
      ))}
      <p className="rail-foot">{t('frame.promise')}</p>
    </nav>
  );
}
