import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router';
import { readListState, writeListState, type FilterField, type ListState } from '../lib/filters';

/** The state of a list lives in the URL and nowhere else, so that a view can be sent to a colleague. */
export function useListState(fields: readonly FilterField[]): [ListState, (change: Partial<ListState>) => void] {
  const [params, setParams] = useSearchParams();
  const state = useMemo(() => readListState(params, fields), [params, fields]);
  const change = useCallback(
    (part: Partial<ListState>) =>
      setParams((current) => writeListState({ ...readListState(current, fields), ...part }), { replace: true }),
    [setParams, fields],
  );
  return [state, change];
}
