import { NetworkStatus } from '@apollo/client';
import { useCallback, useRef } from 'react';

interface Page<Row> {
  nodes: Row[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
}

export interface Pages<Row> {
  rows: readonly Row[];
  loading: boolean;
  loadingMore: boolean;
  hasMore: boolean;
  onMore: () => void;
  onRetry: () => void;
  error: unknown;
}

/** The part of a generated query hook's result that paging needs. */
interface QueryLike<Data> {
  data?: Data | undefined;
  previousData?: Data | undefined;
  loading: boolean;
  networkStatus: NetworkStatus;
  error?: unknown;
  fetchMore: (options: never) => Promise<unknown>;
  refetch: () => Promise<unknown>;
}

const none: readonly never[] = [];

/**
 * The rows of a connection loaded so far, and the way to the next page. While another question is being answered the
 * rows of the last one stay, so that nothing jumps.
 * @param key the connection's field in the answer
 */
export function usePages<Row, Key extends string, Data extends { [K in Key]: Page<Row> }>(
  result: QueryLike<Data>,
  key: Key,
): Pages<Data[Key]['nodes'][number]> {
  const { data, previousData, loading, networkStatus, error, fetchMore, refetch } = result;
  const current = data ?? (loading ? previousData : undefined);
  const page: Page<Row> | undefined = current?.[key];
  const asked = useRef<string | null>(null);
  const endCursor = page?.pageInfo.endCursor ?? null;

  const onMore = useCallback(() => {
    // One request a cursor: scrolling asks many times for the same page.
    if (!endCursor || loading || asked.current === endCursor) return;
    asked.current = endCursor;
    const more = {
      variables: { after: endCursor },
      updateQuery: (previous: Data, { fetchMoreResult }: { fetchMoreResult: Data }): Data => {
        const before = previous[key];
        const next = fetchMoreResult[key];
        return { ...previous, [key]: { ...next, nodes: [...before.nodes, ...next.nodes] } };
      },
    };
    (fetchMore as (options: typeof more) => Promise<unknown>)(more).catch(() => {
      asked.current = null;
    });
  }, [endCursor, loading, fetchMore, key]);

  return {
    rows: page?.nodes ?? none,
    loading: !page && loading,
    loadingMore: networkStatus === NetworkStatus.fetchMore,
    hasMore: page?.pageInfo.hasNextPage ?? false,
    onMore,
    onRetry: useCallback(() => void refetch().catch(() => undefined), [refetch]),
    error: page && !error ? undefined : error,
  };
}
