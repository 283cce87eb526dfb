import { useEffect, useState } from 'react';

export interface Demo {
  accounts: { email: string; title: string }[];
  password: string;
}

function isDemo(value: unknown): value is Demo {
  if (value === null || typeof value !== 'object') return false;
  const { accounts, password } = value as Partial<Demo>;
  return Array.isArray(accounts) && typeof password === 'string';
}

/** The accounts of the demo company, or null where this is no demo: then nothing about demos is on the page. */
export function useDemoAccounts(): Demo | null {
  const [demo, setDemo] = useState<Demo | null>(null);
  useEffect(() => {
    const stop = new AbortController();
    fetch('/demo.json', { signal: stop.signal, headers: { accept: 'application/json' } })
      .then(async (answer) => {
        const value: unknown =
          answer.ok && answer.headers.get('content-type')?.includes('json') ? await answer.json() : null;
        if (isDemo(value)) setDemo(value);
      })
      .catch(() => undefined); // Not reachable: signing in will say so.
    return () => stop.abort();
  }, []);
  return demo;
}
