/**
 * The form in which text is compared: compatibility-normalised (NFKC, so full-width and half-width letters are one) and
 * lower-cased. Accents count: `á` stays different from `a`. Stored in `<column>_fold` and applied to what is searched for.
 *
 * Idempotent. Greek final sigma is written like any other, so that the fold of a prefix is a prefix of the fold.
 */
export function fold(text: string): string {
  if (itsOwnForm.test(text)) return text.toLowerCase();
  const normal = text.normalize('NFKC');
  const lower = normal.toLowerCase().replace(/ς/g, 'σ');
  return lower === normal ? normal : lower.normalize('NFKC');
}

/** ASCII and the ideographs in use: every one is its own normal form, and so are texts of them. */
// eslint-disable-next-line no-control-regex -- control characters are ASCII too
const itsOwnForm = /^[\u0000-\u007f\u4e00-\u9fff]*$/;
