import { useTranslation } from 'react-i18next';

interface Evidence {
  field: string;
  agreement: string;
  weight: number;
}

/** What each field says for or against two customers being one; the bits stand behind the pointer. */
export function EvidenceChips({ evidence }: { evidence: readonly Evidence[] }) {
  const { t } = useTranslation();
  return (
    <ul className="evidence">
      {evidence.map(({ field, agreement, weight }) => (
        <li
          key={field}
          className={weight > 0 ? 'evidence-for' : 'evidence-against'}
          title={t('duplicates.bits', { bits: weight.toFixed(1) })}
        >
          <span>{t(`field.customer.${field}`, { defaultValue: field })}</span> {t(`duplicates.agreement.${agreement}`)}
        </li>
      ))}
    </ul>
  );
}
