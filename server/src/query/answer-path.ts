/** Where a field stands in an answer: those of administrators, `custom.name`, below their group. */
export const answerPath = (names: readonly string[]): string[] => names.flatMap((name) => name.split('.'));

/** Sets what stands at a path, making the objects on the way. */
export function setPath(target: Record<string, unknown>, path: readonly string[], value: unknown): void {
  const [head, ...rest] = path;
  if (rest.length === 0) target[head!] = value;
  else {
    if (!Object.hasOwn(target, head!) || target[head!] === null) target[head!] = {};
    setPath(target[head!] as Record<string, unknown>, rest, value);
  }
}
