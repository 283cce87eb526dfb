/**
 * A leak that other systems shipped, as a change to a source of ours on its way into the process. Each stands for a mistake
 * that a change could bring back; a proof that misses one is not worth its minutes.
 */
export interface Fault {
  name: string;
  /** What goes wrong, in a line. */
  what: string;
  /** Numbers of the leak paths in docs/leaks.md that it stands for. */
  leaks: readonly number[];
  changes: readonly Change[];
  /** Stopped by the other wall alone: planting it must change no answer. */
  harmless?: true;
}

/** Every occurrence of `find` in the file, which has one at least, becomes `replace`. */
export interface Change {
  /** Below `server`. */
  file: string;
  find: string;
  replace: string;
}

/** A source with the changes of the fault that are about it. @throws Error where what they look for is gone */
export function planted(fault: Fault, path: string, text: string): string {
  return fault.changes
    .filter(({ file }) => file === path)
    .reduce((source, { find, replace }) => {
      if (!source.includes(find)) throw new Error(`fault ${fault.name}: ${path} no longer says: ${find}`);
      return source.replaceAll(find, () => replace);
    }, text);
}

export const one = (file: string, find: string, replace: string): Change[] => [{ file: `src/${file}`, find, replace }];
