/**
 * The form in which text is compared: compatibility-normalised (NFKC, so full-width and half-width letters are one) and
 * lower-cased. Accents count: `á` stays different from `a`. Stored in `<column>_fold` and applied to what is searched for.
 *
 * Idempotent. Greek final sigma is written like any other, so that the fold of a prefix is a prefix of the fold.
 */
export const fold = (text: string): string => text.normalize('NFKC').toLowerCase().replace(/ς/g, 'σ').normalize('NFKC');
