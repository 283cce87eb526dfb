import { lazy, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { NavLink, Route, Routes, useLocation } from 'react-router';
import { NotFound } from '../app/not-found';
import './reports.css';

const Dashboard = lazy(() => import('./dashboard-page'));
const Saved = lazy(() => import('./saved-page'));
const View = lazy(() => import('./view-page'));

/** What people keep of their questions: pinned ones as cards, all of them as a list. */
export function Reports() {
  const { t, i18n } = useTranslation();
  const { pathname } = useLocation();
  const title = t(pathname.endsWith('/dashboard') ? 'dashboard.title' : 'reports.title');
  useEffect(() => {
    document.title = t('app.title', { page: title });
  }, [t, title, i18n.language]);
  return (
    <div className="reports">
      <header className="reports-head">
        <h1>{title}</h1>
        <nav className="tabs" aria-label={t('dashboard.title')}>
          <NavLink to="/dashboard" end className={({ isActive }) => (isActive ? 'on' : '')}>
            {t('dashboard.title')}
          </NavLink>
          <NavLink to="/dashboard/saved" className={({ isActive }) => (isActive ? 'on' : '')}>
            {t('dashboard.toReports')}
          </NavLink>
        </nav>
      </header>
      <Routes>
        <Route index element={<Dashboard />} />
        <Route path="saved" element={<Saved />} />
        <Route path="saved/:id" element={<View />} />
        <Route path="*" element={<NotFound />} />
      </Routes>
    </div>
  );
}
