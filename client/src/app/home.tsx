import { Navigate } from 'react-router';
import { destinationsOf } from './navigation';
import { NotFound } from './not-found';
import { useSession } from './session';

/** The first page a person has. */
export function Home() {
  const { me, rules } = useSession();
  const [first] = destinationsOf(me, rules);
  return first ? <Navigate to={first.path} replace /> : <NotFound />;
}
