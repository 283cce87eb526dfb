import { NounRegistry } from './model/registry';
import { nounDefinitions } from './nouns';

const nouns = new NounRegistry(nounDefinitions).all();
const fields = nouns.flatMap((noun) => [...noun.fields.values()]);
const named = (some: typeof fields): string[] => some.map((field) => `${field.noun}.${field.name}`);

it('every noun and field is described and called something in both languages', () => {
  for (const { description, label } of [...nouns, ...fields]) {
    expect(description).toMatch(/^\S.*\.$/);
    expect(label.en).toMatch(/^[A-Z]/);
    expect(label.zh).toMatch(/\p{Script=Han}/u);
  }
});

it('to-many relations, parents and titles name fields that exist and point back', () => {
  const registry = new NounRegistry(nounDefinitions);
  for (const field of fields) {
    if (field.kind === 'many') {
      expect(registry.field(field.to!, field.via!)).toMatchObject({ kind: 'link', to: field.noun });
    }
  }
  for (const noun of nouns) {
    if (noun.parent) expect(registry.field(noun.name, noun.parent)).toMatchObject({ kind: 'link', required: true });
    if (noun.title) expect(registry.field(noun.name, noun.title).kind).toBe('text');
    if (noun.defaultSort) expect(registry.field(noun.name, noun.defaultSort.field).sort).toBe(true);
  }
});

it('amounts of money name the field of their currency', () => {
  const registry = new NounRegistry(nounDefinitions);
  for (const field of fields.filter(({ currency }) => currency)) {
    expect(registry.field(field.noun, field.currency!).kind).toBe('text');
  }
});

it('everything is sortable and groupable except what has no order of its own', () => {
  const unordered = fields.filter((field) => !field.sort || !field.group);
  const kinds = ['many', 'secret', 'json', 'phones', 'emails', 'addresses', 'tags', 'externalIds', 'longText', 'id'];
  expect(named(unordered.filter((field) => !kinds.includes(field.kind)))).toEqual([
    ...nouns.flatMap((noun) => [
      ...(noun.features.versioned ? [`${noun.name}.version`] : []),
      ...(noun.features.softDelete ? [`${noun.name}.deletedAt`] : []),
      ...(noun.name === 'customer' ? ['customer.age'] : []),
      ...(noun.name === 'user' ? ['user.picture'] : []),
    ]),
  ]);
});

it('only business codes, ticket numbers and login names are unique', () => {
  expect(named(fields.filter((field) => field.unique)).sort()).toEqual([
    'customer.code',
    'order.code',
    'product.code',
    'ticket.number',
    'user.email',
  ]);
});
