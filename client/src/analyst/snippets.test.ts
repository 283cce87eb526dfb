import { snippet } from './snippets';

const document = `{ customers(search: "it's") { nodes { name } } }`;

it('quotes for a shell: nothing of the query is run', () => {
  const text = snippet('curl', 'http://localhost:4000/graphql', document, { a: '$(rm)' });
  expect(text).toContain(`it'\\''s`);
  expect(text.split('\n')).toHaveLength(5);
  expect(text).toContain('$KEHU_KEY');
});

it('holds the same body for Python and R', () => {
  for (const kind of ['python', 'r'] as const) {
    const text = snippet(kind, 'http://localhost:4000/graphql', document, { a: 1 });
    const literal = /body (?:=|<-) (".*")$/m.exec(text)![1]!;
    expect(JSON.parse(JSON.parse(literal) as string)).toEqual({ query: document, variables: { a: 1 } });
  }
});
