import { Navigate } from 'react-router';
import { usePinnedItemsQuery } from '../generated/graphql';
import { dashboard, destinationsOf } from './navigation';
import { useSession } from './session';

/** Where a person starts: at the dashboard, once something is pinned there; else at the first page they have. */
export function Home() {
  const { me, rules } = useSession();
  const { data, error } = usePinnedItemsQuery({ fetchPolicy: 'network-only' });
  if (!data && !error) return null;
  const [, first = dashboard] = destinationsOf(me, rules);
  return <Navigate to={data && data.savedItems.length > 0 ? dashboard.path : first.path} replace />;
}
