/** @jest-environment node */
import { createHash } from 'node:crypto';
import { ApolloClient, ApolloLink, InMemoryCache } from '@apollo/client';
import { parse, print, type DocumentNode } from 'graphql';
import { of } from 'rxjs';
import { MeDocument } from '../src/generated/graphql';
import { documentHashes } from './trusted-documents';

jest.mock('vite', () => ({}));

test('a document is known in the form in which the client sends it', async () => {
  const sent: DocumentNode[] = [];
  const link = new ApolloLink(({ query }) => {
    sent.push(query);
    return of({ data: {} });
  });
  const client = new ApolloClient({ link, cache: new InMemoryCache() });
  await client.query({ query: MeDocument as DocumentNode, fetchPolicy: 'no-cache' }).catch(() => undefined);
  const [document] = sent;
  // The server hashes what it parsed, printed again.
  const hash = createHash('sha256')
    .update(print(parse(print(document ?? parse('{ none }')))))
    .digest('hex');
  expect(documentHashes([MeDocument, null, { kind: 'Document', definitions: [] }])).toEqual([hash]);
});
