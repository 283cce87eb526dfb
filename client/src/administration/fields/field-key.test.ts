import { choiceKeyFrom, fieldKeyFrom } from './field-key';

it('the key of a field is made of its English name', () => {
  const none = new Set<string>();
  expect(fieldKeyFrom('Favourite colour', none)).toBe('favouriteColour');
  expect(fieldKeyFrom('2nd owner (CN)', none)).toBe('ndOwnerCn');
  expect(fieldKeyFrom('Café', none)).toBe('cafe');
  expect(fieldKeyFrom('颜色', none)).toBe('field');
  expect(fieldKeyFrom('Colour', new Set(['colour', 'colour2']))).toBe('colour3');
});

it('the key of a choice keeps letters of every script', () => {
  expect(choiceKeyFrom('Dark red', new Set())).toBe('dark-red');
  expect(choiceKeyFrom(' 深红 ', new Set())).toBe('深红');
  expect(choiceKeyFrom('!', new Set(['value']))).toBe('value-2');
});
