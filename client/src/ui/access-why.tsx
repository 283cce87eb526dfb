import { Eye, Lock, PenOff } from 'lucide-react';
import { useWords } from '../i18n/words';
import { useExplainAccessQuery } from '../generated/graphql';
import { SkeletonLines } from './card';
import { Failure } from './failure';
import { Popup } from './popup';

export interface AccessTarget {
  /** GraphQL type, e.g. `Customer`. */
  type: string;
  id?: string;
  /** Left out: the record as a whole. */
  field?: string;
  /** The field's (or record's) name in the reader's language. */
  label: string;
}

type Reason = 'hidden' | 'masked' | 'readOnly';

function Explanation({ type, id, field, label, reason }: AccessTarget & { reason: Reason }) {
  const { t } = useWords();
  const { data, error, refetch } = useExplainAccessQuery({
    variables: { type, id: id ?? null, field: field ?? null },
    fetchPolicy: 'cache-first',
  });
  const explanation = data?.explainAccess;
  return (
    <div className="why" data-testid="why">
      <h3>{t(`access.title.${reason}`, { field: label })}</h3>
      {error ? (
        <Failure error={error} compact onRetry={() => void refetch()} />
      ) : explanation ? (
        <>
          <p>{explanation.sentence}</p>
          {explanation.because.length > 0 && (
            <ul>
              {explanation.because.map((line) => (
                <li key={line}>{line}</li>
              ))}
            </ul>
          )}
          {explanation.missing.length > 0 && (
            <>
              <h4>{t('access.missing')}</h4>
              <ul>
                {explanation.missing.map((line) => (
                  <li key={line}>{line}</li>
                ))}
              </ul>
            </>
          )}
          <p className="why-foot">{t('access.ask')}</p>
        </>
      ) : (
        <SkeletonLines lines={3} />
      )}
    </div>
  );
}

/** The small lock (or mask, or struck pencil) that opens the reason, in words, when somebody asks for it. */
export function AccessWhy({ reason, text, ...target }: AccessTarget & { reason: Reason; text?: string }) {
  const { t } = useWords();
  const Icon = reason === 'hidden' ? Lock : reason === 'masked' ? Eye : PenOff;
  const shown = text ?? (reason === 'masked' ? undefined : t(`access.${reason}`));
  return (
    <Popup placement="bottomLeft" content={<Explanation {...target} reason={reason} />}>
      <button
        type="button"
        className={`bare lock lock-${reason}`}
        aria-label={t(`access.open.${reason}`, { field: target.label })}
        data-field={target.field}
        onClick={(event) => event.stopPropagation()}
        onKeyDown={(event) => event.stopPropagation()}
      >
        {reason === 'masked' && <span className="masked">{text ?? '•••'}</span>}
        <Icon size={12} strokeWidth={2.2} aria-hidden />
        {reason !== 'masked' && shown && <span>{shown}</span>}
      </button>
    </Popup>
  );
}
