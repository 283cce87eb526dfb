/** Characters of a message of graphql-js that are told: it may quote all that it was sent. */
const longest = 1_000;

/** What graphql-js writes before the neighbours of a wrong name. */
const suggestion = 'Did you mean ';

/**
 * A message of graphql-js as far as it is told. Neighbours of a wrong name may be data (names of custom fields), so none are.
 * By plain search: what it quotes is of any length, and a pattern that has to go back and forth in it would keep everybody
 * waiting.
 */
export function toldMessage(message: string): string {
  const start = message.slice(0, longest);
  const at = start.indexOf(suggestion);
  if (at >= 0) return start.slice(0, at).trimEnd();
  return start.length < message.length ? `${start.replace(/[\ud800-\udbff]$/, '')}…` : start;
}
