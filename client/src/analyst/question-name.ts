import { Kind, parse } from 'graphql';

/** A short name for what a document asks: the operation's own, else what it asks for. */
export function nameOf(document: string): string {
  const named = /\b(?:query|mutation|subscription)\s+(\w+)/.exec(document)?.[1];
  if (named !== undefined) return named;
  try {
    const [operation] = parse(document, { noLocation: true }).definitions;
    const asked = operation?.kind === Kind.OPERATION_DEFINITION ? operation.selectionSet.selections : [];
    const names = asked.flatMap((one) => (one.kind === Kind.FIELD ? [(one.alias ?? one.name).value] : []));
    return [...new Set(names)].slice(0, 3).join(', ');
  } catch {
    return ''; // While it is being written it asks for nothing yet.
  }
}
