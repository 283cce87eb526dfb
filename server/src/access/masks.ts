import type { FieldKind } from '../model/noun';

/** Stands where a text may not be read. The same whatever the value is, and whether there is one. */
export const maskedText = '•••';

/**
 * What a masked field of this kind shows: `•••` for text, exactly one item of `•••` for lists of phones, e-mails and
 * addresses, null for every other type. A function of the kind alone, so it tells nothing about the value.
 */
export function maskOf(kind: FieldKind): unknown {
  switch (kind) {
    case 'text':
    case 'longText':
    case 'secret':
      return maskedText;
    case 'phones':
      return [{ number: maskedText, raw: null, kind: null, primary: false }];
    case 'emails':
      return [{ address: maskedText, kind: null, primary: false }];
    case 'addresses':
      return [
        { country: null, region: null, city: null, line: maskedText, postalCode: null, kind: null, primary: false },
      ];
    default:
      return null;
  }
}
