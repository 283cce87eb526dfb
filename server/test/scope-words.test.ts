import { builtInPolicies } from '../src/policies';
import { scopeWords } from '../src/access/scope-words';

test('every built-in scope is called something in both languages', () => {
  const nameless = builtInPolicies.flatMap((policy) =>
    Object.keys(policy.scopes).filter((scope) =>
      scopeWords({ document: { scopes: [] } as never }, scope).en.includes(`"${scope}"`),
    ),
  );
  expect(nameless).toEqual([]);
});
