import { NounRegistry } from '../model/registry';
import { nounDefinitions } from '../nouns';
import { fromStored, toStored } from './stored-form';

const nouns = new NounRegistry(nounDefinitions);

test('a list reads back as it was stored', () => {
  const phones = nouns.field('customer', 'phones');
  const value = [{ number: '+8613800138000' }];
  expect(fromStored(phones, toStored(phones, value)[0])).toEqual(value);
});

test('what does not parse counts as nothing, so that a hidden cell cannot tell itself by an error', () => {
  expect(fromStored(nouns.field('customer', 'phones'), '{broken')).toBeNull();
});
