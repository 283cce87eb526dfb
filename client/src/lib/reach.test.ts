import { mailHref, phoneHref } from './reach';

test('a number is called as it is dialled', () => {
  expect(phoneHref('+8613800138000')).toBe('tel:+8613800138000');
  expect(phoneHref('(010) 1234-5678')).toBe('tel:01012345678');
});

test('an address cannot add receivers or a text to a mail', () => {
  expect(mailHref('ann@example.org')).toBe('mailto:ann@example.org');
  expect(mailHref('a&b+c@example.org?bcc=x@evil.example&body=y')).toBe(
    'mailto:a%26b%2Bc%40example.org%3Fbcc%3Dx@evil.example%26body%3Dy',
  );
  expect(mailHref('ann@example.org?subject=x')).toBe('mailto:ann@example.org%3Fsubject%3Dx');
});

test.each(['•••', '138****1234', 'ask at the desk', '', null])('%j is no number', (text) => {
  expect(phoneHref(text)).toBeNull();
});

test.each(['•••', 'a***@example.org', '@', 'none', '', null])('%j is no address', (text) => {
  expect(mailHref(text)).toBeNull();
});
