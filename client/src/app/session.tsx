import { useApolloClient } from '@apollo/client/react';
import { createContext, useCallback, useContext, useEffect, useMemo, type ReactNode } from 'react';
import { forgetHistory } from '../analyst/query-history';
import { useSignOutMutation, type MeQuery } from '../generated/graphql';
import { whenSignedOut } from './apollo';
import { onOtherOwner, setOwner } from './browser-owner';
import { lookThrough } from './look';

export type Me = MeQuery['me'];

export type Rules = Omit<MeQuery, 'me' | 'customerFields' | '__typename'>;

interface Session {
  me: Me;
  /** What the rules let this person see and change of each noun, on some record at least. */
  rules: Rules;
  /** Fields that may be filled in on a new customer; none where none may be made. */
  customerFields: readonly string[];
  signOut: (everywhere: boolean) => Promise<void>;
}

const SessionContext = createContext<Session | null>(null);

/** Shows nothing more of what the window holds, and asks the server whose it is. */
function startOver(): void {
  document.body.hidden = true;
  window.location.reload();
}

/**
 * Who is signed in, for everything inside the frame. Signing out leaves nothing of them in any window of the browser, nor of what they
 * asked in its storage.
 */
export function SessionProvider({ data, children }: { data: MeQuery; children: ReactNode }) {
  const client = useApolloClient();
  const [signOutMutation] = useSignOutMutation();

  const leave = useCallback(async () => {
    lookThrough(null);
    forgetHistory();
    setOwner(null);
    await client.clearStore();
    // Loaded anew, not navigated to: what the pages of this person held in memory goes with the document.
    window.location.replace('/sign-in');
  }, [client]);

  useEffect(() => whenSignedOut(() => void leave()), [leave]);

  const { id } = data.me;
  useEffect(() => {
    setOwner(id);
    // Who was here before may have gone without signing out.
    forgetHistory(id);
    return onOtherOwner(id, startOver);
  }, [id]);

  const signOut = useCallback(
    async (everywhere: boolean) => {
      // A session that has ended already is signed out all the same.
      await signOutMutation({ variables: { everywhere } }).catch(() => undefined);
      await leave();
    },
    [signOutMutation, leave],
  );

  const value = useMemo(() => {
    const { me, customerFields, __typename: _, ...rules } = data;
    return { me, rules, customerFields, signOut };
  }, [data, signOut]);
  return <SessionContext value={value}>{children}</SessionContext>;
}

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error('useSession is only for pages inside the frame');
  return session;
}
