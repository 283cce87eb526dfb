import { Menu, Search } from 'lucide-react';
import { lazy, Suspense, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AccountMenu, ThemeMenu } from './account-menu';
import { LanguageSwitch } from './language-switch';

const SearchPalette = lazy(() => import('./search-palette'));
const RailDrawer = lazy(() => import('./rail-drawer'));

const typing = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

export function TopBar() {
  const { t } = useTranslation();
  const [finding, setFinding] = useState(false);
  const [rail, setRail] = useState(false);

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const shortcut =
        (event.key === 'k' && (event.ctrlKey || event.metaKey)) || (event.key === '/' && !typing(event.target));
      if (!shortcut) return;
      event.preventDefault();
      setFinding(true);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);

  return (
    <header className="top-bar">
      <button
        type="button"
        className="bare icon-button only-phone"
        aria-label={t('frame.openNavigation')}
        onClick={() => setRail(true)}
      >
        <Menu size={18} aria-hidden />
      </button>
      <button type="button" className="bare top-search" onClick={() => setFinding(true)} data-testid="search">
        <Search size={14} aria-hidden />
        <span>{t('search.prompt')}</span>
        <kbd className="not-phone">Ctrl K</kbd>
      </button>
      <div className="top-end">
        <LanguageSwitch />
        <ThemeMenu />
        <AccountMenu />
      </div>
      {finding && (
        <Suspense fallback={null}>
          <SearchPalette onClose={() => setFinding(false)} />
        </Suspense>
      )}
      {rail && (
        <Suspense fallback={null}>
          <RailDrawer onClose={() => setRail(false)} />
        </Suspense>
      )}
    </header>
  );
}
