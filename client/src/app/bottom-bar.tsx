import { Search } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { NavLink } from 'react-router';
import { destinationsOf } from './navigation';
import { useSession } from './session';

const onPhone = 4;

/** The first pages within reach of a thumb; the rest are behind the menu. */
export function BottomBar() {
  const { t } = useTranslation();
  const { me, rules } = useSession();
  return (
    <nav className="bottom-bar" aria-label={t('frame.mainPages')}>
      {destinationsOf(me, rules)
        .slice(0, onPhone)
        .map(({ path, label, icon: Icon }) => (
          <NavLink key={path} to={path}>
            <Icon size={19} strokeWidth={1.8} aria-hidden />
            {t(label)}
          </NavLink>
        ))}
      <button
        type="button"
        className="bare"
        onClick={() => window.dispatchEvent(new KeyboardEvent('keydown', { key: 'k', ctrlKey: true }))}
      >
        <Search size={19} strokeWidth={1.8} aria-hidden />
        {t('search.short')}
      </button>
    </nav>
  );
}
