import { Button } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

interface InPlaceFormProps {
  busy: boolean;
  /** What was wrong with the last try. */
  problem: ReactNode;
  onSubmit: () => void;
  onClose: () => void;
  /** The control of the field. */
  children: ReactNode;
}

/** A field that is changed where it stands: Enter saves it, Escape gives it up. */
export function InPlaceForm({ busy, problem, onSubmit, onClose, children }: InPlaceFormProps) {
  const { t } = useTranslation();
  return (
    <form
      className="in-place"
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        // Gives up the field, not the drawer around it.
        event.stopPropagation();
        onClose();
      }}
    >
      {children}
      {problem && <p role="alert">{problem}</p>}
      <span>
        <Button size="small" type="primary" htmlType="submit" loading={busy}>
          {t('action.save')}
        </Button>
        <Button size="small" onClick={onClose}>
          {t('action.cancel')}
        </Button>
      </span>
    </form>
  );
}
