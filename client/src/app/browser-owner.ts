const key = 'kehu.session';

/** Public id of whoever is signed in on this browser; null for nobody, and where storage is forbidden. */
function owner(): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

/**
 * Tells all windows of this browser who is signed in, or that nobody is: they share one session, and what one person was shown must
 * not stay in a window when the session has become another's.
 */
export function setOwner(id: string | null): void {
  try {
    if (id === null) localStorage.removeItem(key);
    else localStorage.setItem(key, id);
  } catch {
    // Without storage no window hears of the others; each asks the server all the same.
  }
}

/**
 * Calls `leave` when the browser is this person's no more: another window signed out, or in as somebody else, while this one was
 * open, or while it lay in the browser's memory to be shown again by "back".
 * @returns ends it
 */
export function onOtherOwner(id: string, leave: () => void): () => void {
  const changed = (event: StorageEvent) => {
    if ((event.key === key || event.key === null) && owner() !== id) leave();
  };
  const shownAgain = (event: PageTransitionEvent) => {
    if (event.persisted && owner() !== id) leave();
  };
  window.addEventListener('storage', changed);
  window.addEventListener('pageshow', shownAgain);
  return () => {
    window.removeEventListener('storage', changed);
    window.removeEventListener('pageshow', shownAgain);
  };
}
