import { ArrowRight } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { customFormFields } from '../custom/custom-form';
import type { CustomField } from '../custom/use-custom-fields';
import { FieldWords } from '../customers/field-words';
import { formatDateTime } from '../lib/format';
import type { AnyRecord, RecordType } from './record-kinds';
import { nounOf } from './record-kinds';

/** Who changed what of a record, the newest change first. */
export function Changes({
  type,
  record,
  added,
}: {
  type: RecordType;
  record: AnyRecord;
  added: readonly CustomField[];
}) {
  const { t, i18n } = useTranslation();
  const fields = customFormFields(added);
  const nameOf = (field: string): string =>
    fields.find((one) => one.field === field)?.label ??
    t(`field.${nounOf(type)}.${field}`, { defaultValue: t(`field.customer.${field}`, { defaultValue: field }) });
  const { nodes } = record.history;
  if (nodes.length === 0) return null;
  return (
    <details className="record-changes">
      <summary>{t('record.history')}</summary>
      <ol>
        {nodes.map((entry, index) => (
          <li key={`${entry.at}-${index}`}>
            <p>
              <b>{entry.by?.name ?? t('value.someone')}</b> {t(`history.did.${entry.action.toLowerCase()}`)}
              <time dateTime={entry.at}>{formatDateTime(entry.at, i18n.language)}</time>
            </p>
            {entry.changes.length > 0 && (
              <dl>
                {entry.changes.map(({ field, old, new: next }) => (
                  <div key={field}>
                    <dt>{nameOf(field)}</dt>
                    <dd>
                      <s>
                        <FieldWords field={field} value={old} fields={fields} />
                      </s>
                      <ArrowRight size={12} aria-label={t('history.became')} />
                      <FieldWords field={field} value={next} fields={fields} />
                    </dd>
                  </div>
                ))}
              </dl>
            )}
          </li>
        ))}
      </ol>
    </details>
  );
}
