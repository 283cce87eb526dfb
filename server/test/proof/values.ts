import fc from 'fast-check';
import type { Field } from '../../src/model/registry';
import { noon } from '../../src/access/oracle/testing/test-world';

/** Text that engines and careless code treat alike or differently: case, width, accents, wildcards, quotes, escapes. */
export const texts = ['a', 'A', 'Ａ', 'á', 'ab', 'b%', '_', '%', '!', "o'x", '客户', '客', 'Straße', '\\', '"', '•••'];

const moments = [noon - 86_400_000, noon, noon + 86_400_000, 0];

const amounts = [0, 10_000, -10_000, 50_000, 1_234_567, 999_999_999_999_999];

/** Keys of every code table. */
export const dictionaryKeys = ['gold', 'silver', 'north'];

/** Small numbers, so that equal ones, negative ones and the largest meet. */
export const amount = fc.constantFrom(...amounts);

/** A stored value of a field, or null where it need not have one. */
export function valueOf(field: Field, pk: number): fc.Arbitrary<unknown> {
  const value = presentValue(field, pk);
  return field.required ? value : fc.option(value, { nil: null, freq: 3 });
}

function presentValue(field: Field, pk: number): fc.Arbitrary<unknown> {
  switch (field.kind) {
    case 'text':
      if (field.unique) return fc.constantFrom('a', 'A', 'b%').map((prefix) => `${prefix}${pk}`);
      return field.name === 'currency' ? fc.constantFrom('CNY', 'CNY', 'USD') : fc.constantFrom(...texts);
    case 'longText':
      return fc.constantFrom(...texts);
    case 'secret':
      return fc.constantFrom('id1', 'ID1', 'x9');
    case 'choice':
      return fc.constantFrom(...field.values!);
    case 'dictionary':
      return fc.constantFrom(...dictionaryKeys);
    case 'decimal':
      return amount;
    case 'integer':
      return fc.integer({ min: 0, max: 3 });
    case 'boolean':
      return fc.boolean();
    case 'date':
      return fc.constantFrom('1990-06-15', '1990-06-16', '2000-02-29');
    case 'dateTime':
      return fc.constantFrom(...moments);
    case 'json':
      return fc.constantFrom({}, { likes: 'tea' });
    case 'phones':
      return fc.constantFrom([], [{ number: '+861', raw: null, kind: null, primary: true }]);
    case 'emails':
      return fc.constantFrom([], [{ address: 'a@b.example', kind: 'work', primary: true }]);
    case 'addresses':
      return fc.constantFrom([]);
    case 'tags':
      return fc.constantFrom([], ['red'], ['Red', 'b%'], ['ｂ%']);
    case 'choices':
      // As they are kept: each once, in order. None is null.
      return fc.constantFrom(['gold'], ['silver'], ['gold', 'north'], ['gold', 'north', 'silver']);
    default:
      return fc.constant(null);
  }
}

/** An operand for a filter on the field, in the form of the API. */
export function operandOf(field: Field): fc.Arbitrary<unknown> {
  const type = field.derivation?.from === 'children' ? field.derivation.type : field.kind;
  switch (type) {
    case 'decimal':
      return fc.constantFrom('0', '1', '-1', '5', '123.4567', '99999999999.9999');
    case 'dateTime':
      return fc.constantFrom(...moments).map((moment) => new Date(moment).toISOString());
    case 'text':
      return fc.constantFrom(...texts, 'CNY', 'usd', 'a1', 'B%2');
    default:
      return presentValue(field, 1);
  }
}
