import { buildSchema, parse } from 'graphql';
import { checkVariableDepth } from './variable-limits';
import { costOf } from './cost';

const schema = buildSchema(`
  type Query { customers(first: Int): CustomerConnection! }
  type CustomerConnection { nodes: [Customer!]! }
  type Customer { name: String contacts(first: Int): ContactConnection! }
  type ContactConnection { nodes: [Contact!]! }
  type Contact { name: String }
`);
const cost = (document: string, variables?: Record<string, unknown>): number =>
  costOf(schema, parse(document), variables);

const tree = '{ nodes { contacts(first: 3) { nodes { name } } } }';

test('pages multiply', () => {
  expect(cost(`{ customers(first: 10) ${tree} }`)).toBe(10 * (1 + 1 + 3 * (1 + 1)));
});

test('a page size left to the default of its variable counts', () => {
  const document = `query ($n: Int = 10) { customers(first: $n) ${tree} }`;
  expect(cost(document)).toBe(cost(`{ customers(first: 10) ${tree} }`));
  expect(cost(document, { n: 20 })).toBe(2 * cost(document));
});

test('inline fragments, however many around one another, hide nothing', () => {
  const wrapped = Array.from({ length: 200 }).reduce<string>(
    (inner) => `... on CustomerConnection { ${inner} }`,
    'nodes { contacts(first: 3) { nodes { name } } }',
  );
  expect(cost(`{ customers(first: 10) { ${wrapped} } }`)).toBe(cost(`{ customers(first: 10) ${tree} }`));
});

test('fragments that double one another are measured once each', () => {
  const doubling = Array.from({ length: 60 }, (_, i) => `fragment F${i} on Query { ...F${i + 1} ...F${i + 1} }`);
  const document = `{ ...F0 } ${doubling.join(' ')} fragment F60 on Query { __typename }`;
  expect(cost(document)).toBe(0);
  const counted = document.replace('{ __typename }', '{ customers(first: 1) { nodes { name } } }');
  expect(cost(counted)).toBe(2_147_483_647);
});

test('variables nested deeper than any input are refused without overrunning the stack', () => {
  const nested = (levels: number): unknown => {
    let value: unknown = true;
    for (let i = 0; i < levels; i++) value = { not: value };
    return value;
  };
  expect(() => checkVariableDepth(nested(64))).not.toThrow();
  expect(() => checkVariableDepth(nested(65))).toThrow(/nested more than 64 levels/);
  expect(() => checkVariableDepth(nested(500_000))).toThrow(/nested more than 64 levels/);
});

test('a null page size is not the default of its variable, however often the document comes', () => {
  const document = parse(`query ($n: Int = 10) { customers(first: $n) ${tree} }`);
  const ten = costOf(schema, document, {});
  expect(costOf(schema, document, { n: null })).toBe(5 * ten);
  expect(costOf(schema, document, { n: 20 })).toBe(2 * ten);
  expect(costOf(schema, document)).toBe(ten);
});

test('what is no name of a variable can not pass for the page size of one', () => {
  const document = parse(`query ($n: Int = 200, $m: String) { customers(first: $n, search: $m) ${tree} }`);
  const one = costOf(schema, document, { n: 1, m: 'x' });
  expect(costOf(schema, document, { 'n=1;m': 'x' })).toBe(200 * one);
});
