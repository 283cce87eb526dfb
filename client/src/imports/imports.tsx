import { Route, Routes } from 'react-router';
import { NotFound } from '../app/not-found';
import { useSession } from '../app/session';
import { ImportPage } from './import-page';
import { ImportsPage } from './imports-page';
import { TogetherPage } from './together-page';
import '../administration/administration.css';
import './imports.css';

/** Files that come in: for those who hold the right to import. */
export function Imports() {
  const { me } = useSession();
  if (!me.rights.includes('imports:run')) return <NotFound />;
  return (
    <div className="imports">
      <Routes>
        <Route index element={<ImportsPage />} />
        <Route path="together" element={<TogetherPage />} />
        <Route path=":id" element={<ImportPage />} />
        <Route path="*" element={<NotFound />} />
      </Routes>
    </div>
  );
}
