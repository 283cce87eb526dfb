/** A piece of an answer that is JSON text already. Whoever looks at it as a value gets what it says. */
export class JsonText {
  constructor(readonly text: string) {}

  toJSON(): unknown {
    return JSON.parse(this.text);
  }
}

// What JSON.stringify would escape: quotes, backslashes, control characters, halves of surrogate pairs.
const special = /["\\\u0000-\u001f\ud800-\udfff]/; // eslint-disable-line no-control-regex -- these are what is looked for

/** A string as JSON text. */
export const quoted = (text: string): string => (special.test(text) ? JSON.stringify(text) : `"${text}"`);

/** Writes an answer as Apollo would, taking pieces that are text as they are. */
export function stringifyAnswer(answer: unknown): string {
  const { data, ...rest } = answer as { data?: unknown; errors?: unknown; extensions?: unknown };
  if (!(data instanceof JsonText)) return `${JSON.stringify(answer)}\n`;
  if (Object.keys(rest).length === 0) return `{"data":${data.text}}\n`;
  const parts = Object.entries(rest).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, JSON.stringify(value)] as const],
  );
  const before = parts.filter(([key]) => key === 'errors').map(([key, text]) => `"${key}":${text},`);
  const after = parts.filter(([key]) => key !== 'errors').map(([key, text]) => `,"${key}":${text}`);
  return `{${before.join('')}"data":${data.text}${after.join('')}}\n`;
}
