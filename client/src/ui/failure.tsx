import { Button } from 'antd';
import { CloudOff, ShieldAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { readError } from '../lib/errors';
import { formatList } from '../lib/format';
import { EmptyState } from './empty-state';

interface FailureProps {
  error: unknown;
  onRetry?: () => void;
  retryLabel?: string;
  compact?: boolean;
  /** Names of fields in the reader's language, where a refusal names some. */
  fieldLabel?: (field: string) => string;
}

/** An error as a person reads it: what happened, the number to quote, and what to do next. */
export function Failure({ error, onRetry, retryLabel, compact, fieldLabel }: FailureProps) {
  const { t, i18n } = useTranslation();
  const { code, message, errorId, fields } = readError(error);
  const named = Object.keys(fields);
  const refused = code === 'FORBIDDEN' || code === 'NOT_FOUND' || code === 'BAD_USER_INPUT';
  return (
    <div role="alert">
      <EmptyState
        compact={compact}
        icon={refused ? <ShieldAlert size={22} /> : <CloudOff size={22} />}
        title={t(`error.${code}`)}
        text={
          code === 'INTERNAL' && errorId
            ? t('error.id', { id: errorId })
            : code === 'FORBIDDEN' && fieldLabel && named.length > 0
              ? t('error.closedFields', { fields: formatList(named.map(fieldLabel), i18n.language) })
              : message
        }
        action={onRetry && <Button onClick={onRetry}>{retryLabel ?? t('action.retry')}</Button>}
      />
    </div>
  );
}
