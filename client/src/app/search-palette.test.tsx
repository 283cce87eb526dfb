import { act, fireEvent, render, screen } from '@testing-library/react';
import type { ReactNode } from 'react';
import SearchPalette from './search-palette';

const navigate = jest.fn();
const asked: { search: string; orders: boolean; skip: boolean }[] = [];
const found = {
  customers: { nodes: [{ id: 'c1', name: '张三', kind: 'PERSON', code: 'C-1', primaryPhone: '•••' }] },
  contacts: { nodes: [{ id: 'p1', name: null, title: 'CEO', customer: { id: 'c2', name: 'Zhang San Ltd' } }] },
  tickets: { nodes: [{ id: 't1', number: 'T-9', subject: 'Refund', customer: null }] },
};

jest.mock('antd', () => ({
  Modal: ({ children }: { children: ReactNode }) => <div role="dialog">{children}</div>,
}));
jest.mock('react-router', () => ({ useNavigate: () => navigate }));
jest.mock('react-i18next', () => ({
  useTranslation: () => ({ t: (key: string) => key }),
  initReactI18next: { type: '3rdParty', init: () => undefined },
}));
jest.mock('./session', () => ({
  useSession: () => ({
    me: { rights: [] },
    rules: Object.fromEntries(
      ['customer', 'opportunity', 'order', 'ticket', 'product'].map((noun) => [noun, { readable: noun !== 'order' }]),
    ),
  }),
}));
jest.mock('../generated/graphql', () => ({
  useFindQuery: ({ variables, skip }: { variables: { search: string; orders: boolean }; skip: boolean }) => {
    asked.push({ ...variables, skip });
    return { data: skip ? undefined : found, loading: false };
  },
}));

beforeEach(() => {
  jest.useFakeTimers();
  asked.length = 0;
  navigate.mockClear();
  render(<SearchPalette onClose={() => undefined} />);
});
afterEach(() => jest.useRealTimers());

const input = (): HTMLElement => screen.getByRole('combobox');
const settle = (): void => act(() => void jest.advanceTimersByTime(500));
const lastAsked = () => asked.filter(({ skip }) => !skip).at(-1)?.search;

it('does not look for what an input method is still composing', () => {
  fireEvent.compositionStart(input());
  fireEvent.input(input(), { target: { value: 'zhang s' }, isComposing: true });
  settle();
  expect(lastAsked()).toBeUndefined();
  fireEvent.keyDown(input(), { key: 'Enter', isComposing: true });
  expect(navigate).not.toHaveBeenCalled();
  fireEvent.compositionEnd(input(), { target: { value: '张三' } });
  settle();
  expect(lastAsked()).toBe('张三');
});

it('groups what it found, marks shown text alone and leads to the record by keys', () => {
  fireEvent.change(input(), { target: { value: '张三' } });
  settle();
  expect(asked.at(-1)).toMatchObject({ search: '张三', orders: false });
  expect(screen.getByText('张三').tagName).toBe('MARK');
  expect(screen.getByText('value.unnamed')).toBeTruthy();
  expect(document.querySelector('.palette-list')!.textContent).not.toContain('•••');
  const groups = [...document.querySelectorAll('.palette-group')].map(({ textContent }) => textContent);
  expect(groups.slice(0, 3)).toEqual(['customers.title', 'search.contacts', 'tickets.title']);
  fireEvent.keyDown(input(), { key: 'ArrowDown' });
  fireEvent.keyDown(input(), { key: 'Enter' });
  expect(navigate).toHaveBeenCalledWith('/customers/c2');
});
