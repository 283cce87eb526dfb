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

  it.each(['', 'n/a', '12', '+', '1380013800', '1380013800012345678', '+1 555'])('refuses %j', (raw) =>
    expect(parsePhone(raw)).toBeNull(),
  );
});
