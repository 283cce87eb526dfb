import { useTranslation } from 'react-i18next';
import { Card } from '../ui/card';
import type { Preview } from './plan';

interface NounQuestionProps {
  preview: Preview;
  onAnswer: (noun: string) => void;
  disabled: boolean;
}

/** Asks what rows are where their columns don't tell; what fits most columns stands first. */
export function NounQuestion({ preview: { nouns, headers }, onAnswer, disabled }: NounQuestionProps) {
  const { t } = useTranslation();
  const columns = headers.filter((header) => header !== '').length;
  const byFit = [...nouns].sort((a, b) => b.known - a.known);
  return (
    <Card title={t('imports.ask.noun.title')} label={t('imports.ask.noun.title')}>
      <p className="import-soft">{t('imports.ask.noun.text')}</p>
      <div className="import-nouns">
        {byFit.map(({ noun, name, known }) => (
          <button key={noun} type="button" disabled={disabled} onClick={() => onAnswer(noun)}>
            <strong>{name}</strong>
            <span>{t('imports.ask.noun.known', { known, count: columns })}</span>
          </button>
        ))}
      </div>
    </Card>
  );
}
