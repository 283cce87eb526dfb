import type { FormInstance } from 'antd';
import { readError } from '../lib/errors';

/**
 * Puts what the API refused beside the fields it names, and gives the sentence for everything that no field of the form
 * answers to; null where all of it found its field.
 * @param names fields of the form; the API may name a longer path that ends in one of them
 */
export function showAtFields<Values>(
  form: FormInstance<Values>,
  error: unknown,
  names: readonly string[],
): string | null {
  const { fields, message, code } = readError(error);
  const placed = Object.entries(fields).flatMap(([path, text]) => {
    const parts = path.split('.');
    const name = names.find((one) => parts.includes(one));
    return name === undefined ? [] : [{ name, errors: [text] }];
  });
  if (placed.length > 0) form.setFields(placed as never);
  return placed.length > 0 && placed.length === Object.keys(fields).length ? null : message || code;
}
