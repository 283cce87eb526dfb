import { KehuError } from '../errors/errors';
import { NounRegistry } from '../model/registry';
import { nounDefinitions } from '../nouns';
import { parseInput } from './input';

const nouns = new NounRegistry(nounDefinitions);

/** The value that an input gives a field of customer; the refusal where it gives none. */
const read = (input: Record<string, unknown>, noun = 'customer'): unknown => {
  try {
    return Object.fromEntries(parseInput(nouns, nouns.get(noun), input, 'update').values);
  } catch (error) {
    if (error instanceof KehuError) return [error.code, ...error.fields].join(' ');
    throw error;
  }
};

describe('reading inputs', () => {
  it.each([
    ['white space around text', { name: '  张三 ' }, { name: '张三' }],
    ['blank text', { note: ' \n' }, { note: null }],
    ['null', { note: null }, { note: null }],
    ['what is undefined', { note: undefined }, {}],
    ['line ends', { note: 'a\r\nb\rc' }, { note: 'a\nb\nc' }],
    ['decimals', { creditLimit: '-1.25' }, { creditLimit: -12_500 }],
    ['no decimals', { creditLimit: null }, { creditLimit: null }],
    ['currencies', { currency: 'usd' }, { currency: 'USD' }],
    ['dates', { birthDate: '2000-02-29' }, { birthDate: '2000-02-29' }],
    ['cleared lists', { tags: null, phones: null }, { tags: [], phones: [] }],
    ['tags, each once', { tags: [' A', 'ａ', 'b', ''] }, { tags: ['A', 'b'] }],
    ['pairs', { preferences: { a: { b: 1 } } }, { preferences: { a: { b: 1 } } }],
  ])('takes %s', (_, input, values) => expect(read(input)).toEqual(values));

  it.each([
    ['text that is none', { name: 5 }, 'name'],
    ['no name', { name: null }, 'name'],
    ['text of two lines', { name: 'a\nb' }, 'name'],
    ['half a character', { name: 'a\ud800' }, 'name'],
    ['long text', { name: 'x'.repeat(201) }, 'name'],
    ['text whose folded form is long', { name: 'ﷺ'.repeat(200) }, 'name'],
    ['control characters', { note: 'a\u0000' }, 'note'],
    ['dates that are none', { birthDate: '2001-02-29' }, 'birthDate'],
    ['pairs that are none', { preferences: [1] }, 'preferences'],
    ['many pairs', { preferences: { a: 'x'.repeat(20_000) } }, 'preferences'],
    ['many tags', { tags: Array.from({ length: 51 }, (_, i) => `t${i}`) }, 'tags'],
    ['long tags', { tags: ['ok', 'x'.repeat(65)] }, 'tags.1'],
    ['fields it does not know', { colour: 'red' }, 'colour'],
    ['fields of the server', { lifetimeValue: '1' }, 'lifetimeValue'],
    ['e-mails that are none', { emails: [{ address: 'a@b.example' }, { address: 'a@b' }] }, 'emails.1.address'],
    ['empty addresses', { addresses: [{ kind: 'home' }] }, 'addresses.0'],
    [
      'two primary e-mails',
      {
        emails: [
          { address: 'a@b.cc', primary: true },
          { address: 'b@b.cc', primary: true },
        ],
      },
      'emails',
    ],
  ])('refuses %s', (_, input, path) => expect(read(input)).toBe(`BAD_USER_INPUT ${path}`));

  it('counts characters, not their halves', () =>
    expect(read({ name: '😀'.repeat(200) })).toEqual({ name: '😀'.repeat(200) }));

  it('reads phones where the address of the same input is', () => {
    const addresses = [{ country: 'us', city: 'Portland', primary: true }];
    expect(read({ phones: [{ number: '(503) 555-7555' }, { number: '+1 503 555 7555' }], addresses })).toEqual({
      phones: [{ number: '+15035557555', raw: '(503) 555-7555', kind: null, primary: true }],
      addresses: [
        { country: 'US', region: null, city: 'Portland', line: null, postalCode: null, kind: null, primary: true },
      ],
    });
  });

  it('refuses whole numbers that are none', () => {
    expect(read({ probability: 1.5 }, 'opportunity')).toBe('BAD_USER_INPUT probability');
    expect(read({ probability: 2 ** 31 }, 'opportunity')).toBe('BAD_USER_INPUT probability');
    expect(read({ probability: 50 }, 'opportunity')).toEqual({ probability: 50 });
  });

  it('keeps links for later, under the name of their input', () => {
    const parsed = parseInput(
      nouns,
      nouns.get('order'),
      { customerId: 'c', items: [{ productId: 'p', quantity: '1', unitPrice: '2' }] },
      'create',
    );
    expect(parsed.references.map(({ path, id }) => [path, id])).toEqual([
      ['customerId', 'c'],
      ['items.0.productId', 'p'],
    ]);
    expect(parsed.paths.get('customer')).toBe('customerId');
  });
});
