import { fireEvent, render, screen } from '@testing-library/react';
import type { ReactNode } from 'react';
import { Composer } from './composer';

const logged = jest.fn(() => Promise.resolve({}));
const field = { key: 'outcome', name: 'custom.outcome', label: 'Outcome', kind: 'text', creatable: true, choices: [] };
let added: object[] = [];

interface Control {
  value?: unknown;
  label?: string;
  onChange: (value: unknown) => void;
}

jest.mock('antd', () => ({
  Button: ({ children, disabled, onClick }: { children: ReactNode; disabled: boolean; onClick: () => void }) => (
    <button disabled={disabled} onClick={onClick}>
      {children}
    </button>
  ),
  Input: {
    TextArea: ({ value, onChange }: { value: string; onChange: (event: object) => void }) => (
      <textarea aria-label="text" value={value} onChange={onChange} />
    ),
  },
}));
jest.mock('@apollo/client/react', () => ({ useApolloClient: () => ({ refetchQueries: () => Promise.resolve() }) }));
jest.mock('react-i18next', () => ({
  useTranslation: () => ({ t: (key: string) => key }),
  initReactI18next: { type: '3rdParty', init: () => undefined },
}));
jest.mock('../app/session', () => ({ useSession: () => ({ me: { id: 'u', name: 'Me' } }) }));
jest.mock('../generated/graphql', () => ({
  CustomerTimelineDocument: {},
  useLogActivityMutation: () => [logged],
}));
jest.mock('../custom/use-custom-fields', () => ({ useCustomFields: () => added }));
jest.mock('./field-input', () => ({
  __esModule: true,
  default: ({ value, label, onChange }: Control) => (
    <input aria-label={label} value={String(value ?? '')} onChange={(event) => onChange(event.target.value)} />
  ),
}));

const inputOf = (): unknown =>
  (logged.mock.calls as unknown as [{ variables: { input: unknown } }][]).at(-1)![0].variables.input;
const write = (text: string) => fireEvent.change(screen.getByLabelText('text'), { target: { value: text } });
const save = () => screen.getByText<HTMLButtonElement>('action.save');

beforeEach(() => logged.mockClear());

it('asks for added fields that are wanted of what is logged, and for no others', async () => {
  added = [
    { ...field, required: true },
    { ...field, key: 'later', name: 'custom.later', label: 'Later', required: false },
    { ...field, key: 'theirs', name: 'custom.theirs', label: 'Theirs', required: true, creatable: false },
  ];
  render(<Composer customerId="c" />);
  write('Called');
  const outcome = await screen.findByLabelText('Outcome');
  expect([screen.queryByLabelText('Later'), screen.queryByLabelText('Theirs')]).toEqual([null, null]);
  expect(save().disabled).toBe(true);
  fireEvent.change(outcome, { target: { value: 'reached' } });
  fireEvent.click(save());
  expect(inputOf()).toMatchObject({ subject: 'Called', customerId: 'c', custom: { outcome: 'reached' } });
});

it('takes two seconds where nothing is wanted', () => {
  added = [];
  render(<Composer customerId="c" />);
  write('Called');
  fireEvent.click(save());
  expect(inputOf()).toMatchObject({ kind: 'NOTE', subject: 'Called', customerId: 'c' });
  expect(inputOf()).not.toHaveProperty('custom');
});
