import { parse } from 'graphql';
import { plugin } from './typed-hooks.cjs';

const generate = (text: string) => plugin(undefined, [{ document: parse(text), location: 'a.graphql' }]);

describe('typed-hooks', () => {
  it('writes a hook for a query, and lets its options be left out when no variable is required', () => {
    const { content, prepend } = generate('query customers($first: Int) { me { id } }');
    expect(prepend).toEqual(["import * as Apollo from '@apollo/client/react';"]);
    expect(content).toContain(
      'export function useCustomersQuery(options: Apollo.useQuery.Options<CustomersQuery, CustomersQueryVariables> = {})',
    );
    expect(content).toContain('(CustomersDocument, ');
  });

  it('asks for variables when one is required and has no default', () => {
    expect(generate('query Customer($id: ID!) { me { id } }').content).toContain(
      '{ variables: CustomerQueryVariables } | ',
    );
    expect(generate('query Customer($id: ID! = "1") { me { id } }').content).toContain(' = {})');
  });

  it('writes a hook for a mutation and none for fragments', () => {
    const { content } = generate('mutation SignOut { signOut } fragment Name on Customer { name }');
    expect(content).toContain('export function useSignOutMutation(');
    expect(content.match(/export function/g)).toEqual(['export function']);
  });

  it('names the file of an operation without a name', () => {
    expect(() => generate('{ me { id } }')).toThrow('a.graphql');
  });

  it('imports nothing where there is nothing to hook', () => {
    expect(generate('fragment Name on Customer { name }')).toEqual({ prepend: [], content: '' });
  });
});
