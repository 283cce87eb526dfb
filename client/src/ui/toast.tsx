import { CircleAlert, CircleCheck, X } from 'lucide-react';
import { useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import './toast.css';

interface Action {
  label: string;
  onClick: () => void;
}

interface Toast {
  id: number;
  tone: 'good' | 'bad';
  text: string;
  action?: Action;
}

const SHORT = 3_500;
const LONG = 10_000;

let toasts: readonly Toast[] = [];
let lastId = 0;
const listeners = new Set<() => void>();

function set(next: readonly Toast[]): void {
  toasts = next;
  listeners.forEach((listener) => listener());
}

function dismiss(id: number): void {
  set(toasts.filter((one) => one.id !== id));
}

function show(tone: Toast['tone'], text: string, action?: Action): void {
  const id = ++lastId;
  set([...toasts.slice(-2), { id, tone, text, ...(action ? { action } : {}) }]);
  setTimeout(() => dismiss(id), action || tone === 'bad' ? LONG : SHORT);
}

/** Short news at the foot of the page, read out by screen readers. One with an action stays ten seconds. */
export const toast = {
  success: (text: string, action?: Action): void => show('good', text, action),
  error: (text: string): void => show('bad', text),
};

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** Stands once on the page; shows what `toast` was told. */
export function Toasts() {
  const { t } = useTranslation();
  const shown = useSyncExternalStore(subscribe, () => toasts);
  return (
    <div className="toasts" role="status" aria-live="polite">
      {shown.map(({ id, tone, text, action }) => (
        <div key={id} className={`toast toast-${tone}`}>
          {tone === 'good' ? <CircleCheck size={16} aria-hidden /> : <CircleAlert size={16} aria-hidden />}
          <span>{text}</span>
          {action && (
            <button
              type="button"
              className="bare toast-action"
              onClick={() => {
                dismiss(id);
                action.onClick();
              }}
            >
              {action.label}
            </button>
          )}
          <button type="button" className="bare toast-x" aria-label={t('action.close')} onClick={() => dismiss(id)}>
            <X size={14} aria-hidden />
          </button>
        </div>
      ))}
    </div>
  );
}
