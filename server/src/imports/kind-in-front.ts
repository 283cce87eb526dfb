/** The kind in front of an entry of a list, as our own exports write it: `work: 010 1234`. */
export function kindInFront(entry: string): { kind: string | null; rest: string } {
  const match = /^(\p{L}[\p{L}\p{N} _-]{0,31}):\s+(\S.*)$/su.exec(entry);
  return match ? { kind: match[1]!, rest: match[2]! } : { kind: null, rest: entry };
}
