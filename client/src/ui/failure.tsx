import { Button } from 'antd';
import { CloudOff, ShieldAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { readError } from '../lib/errors';
import { EmptyState } from './empty-state';

interface FailureProps {
  error: unknown;
  onRetry?: () => void;
  retryLabel?: string;
  compact?: boolean;
}

/** An error as a person reads it: what happened, the number to quote, and what to do next. */
export function Failure({ error, onRetry, retryLabel, compact }: FailureProps) {
  const { t } = useTranslation();
  const { code, message, errorId } = readError(error);
  const refused = code === 'FORBIDDEN' || code === 'NOT_FOUND' || code === 'BAD_USER_INPUT';
  return (
    <div role="alert">
      <EmptyState
        compact={compact}
        icon={refused ? <ShieldAlert size={22} /> : <CloudOff size={22} />}
        title={t(`error.${code}`)}
        text={code === 'INTERNAL' && errorId ? t('error.id', { id: errorId }) : message}
        action={onRetry && <Button onClick={onRetry}>{retryLabel ?? t('action.retry')}</Button>}
      />
    </div>
  );
}
