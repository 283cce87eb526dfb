import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import './popover-of-antd'; // loaded before the clock of a test runs
import { Popup } from './popup';

// jsdom has none; popovers ask it for their size.
globalThis.ResizeObserver ??= class {
  observe() {}
  unobserve() {}
  disconnect() {}
};

it('is its button alone until somebody asks, and keeps the focus on it then', async () => {
  const clicked: string[] = [];
  render(
    <Popup content={<p>inside</p>} onOpenChange={(open) => clicked.push(String(open))}>
      <button type="button" onClick={() => clicked.push('own')}>
        more
      </button>
    </Popup>,
  );
  expect(screen.queryByText('inside')).toBeNull();
  await userEvent.click(screen.getByRole('button', { name: 'more' }));
  expect((await screen.findByText('inside')).tagName).toBe('P');
  expect(clicked).toEqual(['own', 'true']);
  expect(document.activeElement).toBe(screen.getByRole('button', { name: 'more' }));
});

it('opens without a click where its owner says so', async () => {
  render(
    <Popup open content={<p>inside</p>}>
      <button type="button">more</button>
    </Popup>,
  );
  expect((await screen.findByText('inside')).tagName).toBe('P');
});
