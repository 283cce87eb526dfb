import { buildClientSchema, getIntrospectionQuery, type GraphQLSchema, type IntrospectionQuery } from 'graphql';
import { useEffect, useState } from 'react';
import { runQuery } from './run-query';

/** The schema for completion and checking; null until it has come (the page works without it). */
export function useSchema(): GraphQLSchema | null {
  const [schema, setSchema] = useState<GraphQLSchema | null>(null);
  useEffect(() => {
    const stop = new AbortController();
    runQuery(getIntrospectionQuery(), {}, stop.signal)
      .then(({ data }) => data !== null && setSchema(buildClientSchema(data as IntrospectionQuery)))
      .catch(() => undefined); // Without it the editor only loses its help.
    return () => stop.abort();
  }, []);
  return schema;
}
