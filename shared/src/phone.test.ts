import fc from 'fast-check';
import { parsePhoneNumberFromString } from 'libphonenumber-js';
import { parsePhone } from './phone';

describe('parsePhone', () => {
  it.each([
    ['138 0013 8000', undefined, '+8613800138000'],
    ['１３８００１３８０００', undefined, '+8613800138000'],
    ['010-6552 9988', undefined, '+861065529988'],
    ['+44 20 7946 0958', undefined, '+442079460958'],
    ['0044 20 7946 0958', undefined, '+442079460958'],
    ['(503) 555-7555', 'US', '+15035557555'],
    ['030-0074321', 'DE', '+49300074321'],
    ['88.60.15.31', 'FR', '+3388601531'],
  ])('reads %s (%s)', (raw, country, number) => expect(parsePhone(raw, country)).toEqual({ number, raw }));

  it('leaves an extension in what was typed', () => {
    expect(parsePhone('+1 503 555 7555 ext. 12')).toEqual({ number: '+15035557555', raw: '+1 503 555 7555 ext. 12' });
  });

  it.each(['', 'n/a', '12', '+', '1380013800', '1380013800012345678', '+1 555', '17900005000'])('refuses %j', (raw) =>
    expect(parsePhone(raw)).toBeNull(),
  );

  it('reads what it reads by itself as the library does', () => {
    const digits = fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 8, maxLength: 10 });
    const start = fc.constantFrom('1', '13', '179', '+86 1', '+86 10', '01', '010', '02', '021-', '0311', '86 13');
    const numbers = fc
      .tuple(start, digits, fc.constantFrom('', ' ', '-'))
      .map(([head, rest, gap]) => `${head}${rest.slice(0, 4)}${gap}${rest.slice(4)}`);
    fc.assert(
      fc.property(numbers, fc.constantFrom('CN', 'US'), (number, country) => {
        const read = parsePhone(number, country);
        const library = parsePhoneNumberFromString(number, country as 'CN');
        if (read) expect(read.number).toBe(library?.number);
        else expect(library?.isPossible() === true && !/^\+861[3-9]/.test(library.number)).toBe(false);
      }),
      { numRuns: 2_000 },
    );
  });
});
