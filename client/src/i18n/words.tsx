import i18next, { type i18n, type TFunction } from 'i18next';
import { createContext, useContext, useMemo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

interface WordsOfPage {
  t: TFunction;
  i18n: i18n;
}

const Words = createContext<WordsOfPage | null>(null);

/** Listens once for a change of language or of words, for all the small parts below. */
export function WordsProvider({ children }: { children: ReactNode }) {
  const { t, i18n } = useTranslation();
  const words = useMemo(() => ({ t, i18n }), [t, i18n]);
  return <Words value={words}>{children}</Words>;
}

/**
 * What `useTranslation` gives, for parts that a list draws hundreds of: it has no state and no effect of its own, which cost more
 * than the part itself.
 */
export const useWords = (): WordsOfPage => useContext(Words) ?? { t: i18next.t, i18n: i18next };
