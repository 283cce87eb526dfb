import { ApolloClient, ApolloLink, HttpLink, InMemoryCache } from '@apollo/client';
import { CombinedGraphQLErrors } from '@apollo/client/errors';
import { SetContextLink } from '@apollo/client/link/context';
import { ErrorLink } from '@apollo/client/link/error';
import i18next from 'i18next';
import { lookHeaders } from './look';

type SignedOutListener = () => void;
let onSignedOut: SignedOutListener = () => undefined;

/** Called once by the session: what to do when the server says that nobody is signed in any more. */
export function whenSignedOut(listener: SignedOutListener): void {
  onSignedOut = listener;
}

const headers = new SetContextLink((previous) => ({
  headers: {
    ...(previous.headers as Record<string, string> | undefined),
    'accept-language': i18next.language,
    ...lookHeaders(),
  },
}));

const sessionEnd = new ErrorLink(({ error, operation }) => {
  if (operation.operationName === 'SignIn' || operation.operationName === 'Me') return;
  if (CombinedGraphQLErrors.is(error) && error.errors.some((one) => one.extensions?.code === 'UNAUTHENTICATED'))
    onSignedOut();
});

/** One client for the page. The cache lives in memory alone: nothing a person saw outlives the tab or the sign-out. */
export function createClient(): ApolloClient {
  return new ApolloClient({
    link: ApolloLink.from([headers, sessionEnd, new HttpLink({ uri: '/graphql', credentials: 'same-origin' })]),
    cache: new InMemoryCache({
      possibleTypes: { SignInResult: ['SignInSuccess', 'SecondFactorRequired'] },
      typePolicies: {
        Access: { merge: true },
        Me: { keyFields: false },
      },
    }),
    defaultOptions: {
      watchQuery: { fetchPolicy: 'cache-and-network', nextFetchPolicy: 'cache-first' },
    },
    assumeImmutableResults: true,
  });
}
