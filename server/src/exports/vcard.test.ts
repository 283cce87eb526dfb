import { vcardOf } from './vcard';

it('writes kinds of its own that are called as what every object has', () => {
  const card = vcardOf({ kind: 'PERSON', name: 'Ann', phones: 'constructor: 010 1234', emails: 'constructor: a@b.cn' });
  expect(card).toContain('TEL;TYPE=VOICE,PREF:010 1234\r\n');
  expect(card).toContain('EMAIL;TYPE=INTERNET,PREF:a@b.cn\r\n');
});
