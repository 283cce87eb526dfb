import type { ApolloClient } from '@apollo/client';

/** Rules decide what every query answers: nothing that was answered under the old ones is kept, what is open asks again. */
export async function forgetRules(client: ApolloClient): Promise<void> {
  for (const fieldName of ['roles', 'role', 'scopes', 'ruleCatalogue', 'accessReview', 'ruleHistory', 'customFields'])
    client.cache.evict({ fieldName });
  client.cache.gc();
  // Each page shows the failure of its own question.
  await client.refetchQueries({ include: 'active' }).catch(() => undefined);
}
