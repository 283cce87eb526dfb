import { useTranslation } from 'react-i18next';
import { formatNumber } from '../lib/format';

interface FiguresProps {
  created: number;
  updated: number;
  unchanged: number;
  refused: number;
}

/** How many rows went which way. */
export function Figures({ created, updated, unchanged, refused }: FiguresProps) {
  const { t, i18n } = useTranslation();
  const figures = [
    { label: t('imports.created'), value: created, tone: 'good' },
    { label: t('imports.updated'), value: updated, tone: 'info' },
    { label: t('imports.unchanged'), value: unchanged, tone: 'plain' },
    { label: t('imports.refused'), value: refused, tone: refused > 0 ? 'bad' : 'plain' },
  ];
  return (
    <dl className="import-figures">
      {figures.map(({ label, value, tone }) => (
        <div key={label} className={`import-figure import-${tone}`}>
          <dt>{label}</dt>
          <dd>{formatNumber(value, i18n.language)}</dd>
        </div>
      ))}
    </dl>
  );
}
