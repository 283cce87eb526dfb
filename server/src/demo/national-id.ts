const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const checkLetters = '10X98765432';

/** Check letter of a Chinese identity number (GB 11643, ISO 7064 mod 11-2) over its first 17 digits. */
export const nationalIdCheck = (digits17: string): string =>
  checkLetters[weights.reduce((sum, weight, i) => sum + weight * Number(digits17[i]), 0) % 11]!;

/**
 * An identity number with the right form, birth date and check letter, of an area code (99xxxx) that no place has, so that
 * it can be nobody's.
 * @param serial 0 to 999; odd for men, even for women
 */
export function inventedNationalId(area: number, birthDate: string, serial: number): string {
  const digits = `99${String(area).padStart(4, '0')}${birthDate.replace(/-/g, '')}${String(serial).padStart(3, '0')}`;
  return digits + nationalIdCheck(digits);
}
