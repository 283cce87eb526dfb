import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Navigate, Outlet, useLocation } from 'react-router';
import { useMeQuery } from '../generated/graphql';
import { readError } from '../lib/errors';
import { SkeletonLines } from '../ui/card';
import { Failure } from '../ui/failure';
import { BottomBar } from './bottom-bar';
import { lookingThrough } from './look';
import { PreviewBanner } from './preview-as';
import { Rail } from './rail';
import { SessionProvider } from './session';
import { TopBar } from './top-bar';

const OwnPasswordPage = lazy(() => import('../sign-in/own-password-page'));

/** Everything behind the sign-in: rail, top bar and the page. */
export function Frame() {
  const { t } = useTranslation();
  const location = useLocation();
  const { data, error, refetch } = useMeQuery({ fetchPolicy: 'cache-first' });
  if (error && readError(error).code === 'UNAUTHENTICATED') {
    const back = location.pathname === '/' ? '' : `?to=${encodeURIComponent(location.pathname + location.search)}`;
    return <Navigate to={`/sign-in${back}`} replace />;
  }
  if (error) return <Failure error={error} onRetry={() => void refetch().catch(() => undefined)} />;
  if (!data) return <FrameSkeleton />;
  if (data.me.mustChangePassword && !lookingThrough()) {
    return (
      <Suspense fallback={<FrameSkeleton />}>
        <OwnPasswordPage email={data.me.email} onDone={() => void refetch()} />
      </Suspense>
    );
  }
  return (
    <SessionProvider data={data}>
      <a className="visually-hidden" href="#page">
        {t('frame.skip')}
      </a>
      <div className="frame">
        <PreviewBanner />
        <Rail />
        <TopBar />
        <main className="page" id="page">
          <Suspense fallback={<PageSkeleton />}>
            <Outlet />
          </Suspense>
        </main>
        <BottomBar />
      </div>
    </SessionProvider>
  );
}

function PageSkeleton() {
  return (
    <div style={{ padding: '18px' }}>
      <SkeletonLines lines={6} height={16} />
    </div>
  );
}

function FrameSkeleton() {
  return (
    <div className="frame" aria-busy>
      <div className="rail" />
      <div className="top-bar" />
      <main className="page">
        <PageSkeleton />
      </main>
    </div>
  );
}
