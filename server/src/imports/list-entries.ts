import { kindInFront } from './kind-in-front';

/** What parts entries of a cell. */
const parting = /:::|[;；、|,，\n]|\s\/\s/;

export const withKind = (kind: string | null, text: string): string => (kind === null ? text : `${kind}: ${text}`);

/** Whether an entry is read as this kind and text again where it stands among others in a cell. */
export function comesBack(kind: string | null, text: string): boolean {
  const entry = withKind(kind, text);
  const { kind: read, rest } = kindInFront(entry);
  return !parting.test(entry) && !/^[[*]/.test(entry) && read === kind && rest === text;
}

// Values of a list as they are written where plain text would not come back the same.

const parsed = (text: string): unknown[] | null => {
  if (!text.startsWith('[')) return null;
  try {
    const value = JSON.parse(text) as unknown;
    return Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
};

/** Objects of a cell that holds a JSON list of them; null for any other cell. */
export function entriesOf(text: string): Record<string, unknown>[] | null {
  const list = parsed(text);
  const isEntry = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value);
  return list?.every(isEntry) === true && list.length > 0 ? (list as Record<string, unknown>[]) : null;
}

/** Texts of a cell that holds a JSON list of them; null for any other cell. */
export function textsOf(text: string): string[] | null {
  const list = parsed(text);
  return list?.every((value) => typeof value === 'string') === true && list.length > 0 ? (list as string[]) : null;
}
