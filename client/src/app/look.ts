/** The person through whose eyes the app is looked at. */
export interface LookedThrough {
  id: string;
  name: string;
}

// In memory alone: loading the page again ends it, and no storage holds a name.
let person: LookedThrough | null = null;
const listeners = new Set<() => void>();

export const lookingThrough = (): LookedThrough | null => person;

/** What every request carries while the app is looked at through somebody else's eyes. */
export const lookHeaders = (): Record<string, string> => (person ? { 'x-kehu-preview-as': person.id } : {});

export function lookThrough(next: LookedThrough | null): void {
  person = next;
  listeners.forEach((listener) => listener());
}

export function onLook(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
