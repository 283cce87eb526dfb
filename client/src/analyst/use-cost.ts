import { parse } from 'graphql';
import { useMemo } from 'react';
import { useQueryCostQuery, type QueryCostQuery } from '../generated/graphql';
import { useDebounced } from '../lib/use-debounced';
import { parseVariables } from './run-query';

function parses(document: string): boolean {
  try {
    parse(document);
    return true;
  } catch {
    return false;
  }
}

/** What the document would cost, asked of the server a moment after the last key; null while it is not a whole one. */
export function useCost(document: string, variablesText: string): QueryCostQuery['queryCost'] | null {
  const settled = useDebounced(document, 500);
  const settledVariables = useDebounced(variablesText, 500);
  const variables = useMemo(() => {
    try {
      return parseVariables(settledVariables);
    } catch {
      return null;
    }
  }, [settledVariables]);
  const ready = useMemo(() => variables !== null && parses(settled), [settled, variables]);
  const { data } = useQueryCostQuery({
    variables: { document: settled, variables },
    skip: !ready,
    fetchPolicy: 'no-cache',
  });
  return ready ? (data?.queryCost ?? null) : null;
}
