import type { Noun } from '../model/registry';

/** What follows from a noun alone, worked out when it is first asked for: writes ask for every record. */
export function perNoun<T>(of: (noun: Noun) => T): (noun: Noun) => T {
  const known = new WeakMap<Noun, T>();
  return (noun) => {
    let found = known.get(noun);
    if (found === undefined) known.set(noun, (found = of(noun)));
    return found;
  };
}
