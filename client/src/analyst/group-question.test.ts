import { buildSchema, parse, print } from 'graphql';
import { prepareQuestion, takePages } from './group-question';

const schema = buildSchema(`
  type PageInfo { hasNextPage: Boolean! }
  type Order { code: String }
  type Orders { nodes: [Order!]! pageInfo: PageInfo! }
  type Bare { nodes: [Order!]! }
  type Query { orders(first: Int): Orders! bare: Bare! }
`);
const sent = (document: string): string => print(parse(prepareQuestion(document, {}, schema).document));

it('has every list say whether it goes on, in the lines that were typed', () => {
  expect(sent('{ orders { nodes { code } } more: orders { nodes { code } } bare { nodes { code } } }')).toBe(
    print(
      parse(`{ orders { nodes { code } kehuPage: pageInfo { hasNextPage } }
        more: orders { nodes { code } kehuPage: pageInfo { hasNextPage } } bare { nodes { code } } }`),
    ),
  );
  const typed = '{\n orders {\n nodes { code }\n }\n}';
  expect(prepareQuestion(typed, {}, schema).document.split('\n')).toHaveLength(5);
  for (const other of [
    '{ orders { pageInfo { hasNextPage } } }',
    '{ orders {',
    'mutation { orders { nodes { code } } }',
  ])
    expect(prepareQuestion(other, {}, schema)).toEqual({ document: other, groups: null });
  expect(prepareQuestion(typed, {}, null).document).toBe(typed);
});

it('takes that out of the answer again', () => {
  const page = (hasNextPage: boolean) => ({ nodes: [], kehuPage: { hasNextPage } });
  expect(takePages({ a: page(true), b: page(false), c: null, d: 'x' })).toEqual({
    data: { a: { nodes: [] }, b: { nodes: [] }, c: null, d: 'x' },
    unfinished: ['a'],
  });
  expect(takePages(null)).toEqual({ data: null, unfinished: [] });
});
