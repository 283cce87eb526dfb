import { createContext, useCallback, useContext, useEffect, useMemo, useState, type ReactNode } from 'react';
import type { ThemeChoice } from './theme';

interface Preferences {
  choice: ThemeChoice;
  dark: boolean;
  setTheme: (choice: ThemeChoice) => void;
}

const PreferencesContext = createContext<Preferences>({ choice: 'auto', dark: false, setTheme: () => undefined });
const system = window.matchMedia('(prefers-color-scheme: dark)');

function readChoice(): ThemeChoice {
  try {
    const stored = localStorage.getItem('kehu.theme');
    return stored === 'light' || stored === 'dark' ? stored : 'auto';
  } catch {
    return 'auto';
  }
}

/** Keeps the theme (light, dark or the system's) for this browser. Beside this and the language only who is signed in, by id, and what they asked on the query page is stored until they leave. */
export function PreferencesProvider({ children }: { children: ReactNode }) {
  const [choice, setChoice] = useState<ThemeChoice>(readChoice);
  const [systemDark, setSystemDark] = useState(system.matches);

  useEffect(() => {
    const listen = (event: MediaQueryListEvent) => setSystemDark(event.matches);
    system.addEventListener('change', listen);
    return () => system.removeEventListener('change', listen);
  }, []);

  const dark = choice === 'dark' || (choice === 'auto' && systemDark);
  useEffect(() => {
    document.documentElement.dataset.theme = dark ? 'dark' : 'light';
  }, [dark]);

  const setTheme = useCallback((next: ThemeChoice) => {
    setChoice(next);
    try {
      localStorage.setItem('kehu.theme', next);
    } catch {
      // A browser that stores nothing still shows the theme until it is closed.
    }
  }, []);

  const value = useMemo(() => ({ choice, dark, setTheme }), [choice, dark, setTheme]);
  return <PreferencesContext value={value}>{children}</PreferencesContext>;
}

export const usePreferences = (): Preferences => useContext(PreferencesContext);
