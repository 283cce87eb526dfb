import { lazy, Suspense, useEffect, useLayoutEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Navigate, NavLink, Route, Routes, useLocation } from 'react-router';
import { NotFound } from '../app/not-found';
import { useSession } from '../app/session';
import { SkeletonLines } from '../ui/card';
import { ownDraft } from './rules/draft';
import { DraftTray } from './rules/draft-tray';
import { mayOpen, sectionGroups } from './sections';
import './administration.css';
import './rules/rules.css';
import './scopes/scopes.css';

const pages = {
  users: lazy(() => import('./people/users-page')),
  teams: lazy(() => import('./people/teams-page')),
  clients: lazy(() => import('./people/clients-page')),
  roles: lazy(() => import('./rules/roles-page')),
  role: lazy(() => import('./rules/role-page')),
  scopes: lazy(() => import('./scopes/scopes-page')),
  scope: lazy(() => import('./scopes/scope-page')),
  check: lazy(() => import('./rules/check-page')),
  fields: lazy(() => import('./fields/fields-page')),
  history: lazy(() => import('./rules/history-page')),
  explain: lazy(() => import('./oversight/explain-page')),
  review: lazy(() => import('./oversight/review-page')),
  audit: lazy(() => import('./oversight/audit-page')),
};

/** Everything about people, rules and oversight: one place with its own list of pages. */
export function Administration() {
  const { t } = useTranslation();
  const { me } = useSession();
  const { pathname } = useLocation();
  const list = useRef<HTMLElement>(null);
  useLayoutEffect(() => ownDraft(me.id), [me.id]);
  useEffect(() => {
    // On a phone the list of pages scrolls sideways: the open one is kept in sight.
    list.current?.querySelector('[aria-current=page]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [pathname]);
  const open = sectionGroups
    .map((group) => ({ ...group, sections: group.sections.filter((section) => mayOpen(section, me.rights)) }))
    .filter(({ sections }) => sections.length > 0);
  const [first] = open.flatMap(({ sections }) => sections);
  if (!first) return <NotFound />;
  return (
    <div className="admin">
      <nav ref={list} className="admin-nav" aria-label={t('admin.title')}>
        {open.map(({ label, sections }) => (
          <div key={label} className="admin-nav-group">
            <h2>{t(label)}</h2>
            {sections.map(({ path, label: name, icon: Icon }) => (
              <NavLink key={path} to={`/admin/${path}`}>
                <Icon size={15} strokeWidth={1.9} aria-hidden />
                {t(name)}
              </NavLink>
            ))}
          </div>
        ))}
      </nav>
      <div className="admin-page">
        <Suspense
          fallback={
            <div className="admin-scroll">
              <SkeletonLines lines={6} height={16} />
            </div>
          }
        >
          <Routes>
            <Route index element={<Navigate to={`/admin/${first.path}`} replace />} />
            <Route path="users" element={<pages.users />} />
            <Route path="teams" element={<pages.teams />} />
            <Route path="clients" element={<pages.clients />} />
            <Route path="roles" element={<pages.roles />} />
            <Route path="roles/:key" element={<pages.role />} />
            <Route path="scopes" element={<pages.scopes />} />
            <Route path="scopes/new" element={<pages.scope />} />
            <Route path="scopes/:type/:name" element={<pages.scope />} />
            <Route path="check" element={<pages.check />} />
            <Route path="fields" element={<pages.fields />} />
            <Route path="history" element={<pages.history />} />
            <Route path="explain" element={<pages.explain />} />
            <Route path="review" element={<pages.review />} />
            <Route path="audit" element={<pages.audit />} />
            <Route path="*" element={<NotFound />} />
          </Routes>
        </Suspense>
        <DraftTray />
      </div>
    </div>
  );
}
