import { Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { useImportPreviewQuery, type ImportPartsFragment } from '../generated/graphql';
import type { Plan, Preview } from './plan';

interface NounChoiceProps {
  one: ImportPartsFragment;
  onChosen: (plan: Plan) => Promise<void>;
}

/** Asks what the rows of one of several files are; what fits most columns stands first. */
export function NounChoice({ one, onChosen }: NounChoiceProps) {
  const { t } = useTranslation();
  const { data, loading } = useImportPreviewQuery({ variables: { id: one.id, plan: one.plan } });
  const preview = data?.importPreview as Preview | undefined;
  const byFit = [...(preview?.nouns ?? [])].sort((a, b) => b.known - a.known);
  return (
    <Select
      size="small"
      status="warning"
      loading={loading}
      placeholder={t('imports.ask.noun.choose')}
      aria-label={`${t('imports.ask.noun.choose')}: ${one.fileName}`}
      popupMatchSelectWidth={false}
      options={byFit.map(({ noun, name }) => ({ value: noun, label: name }))}
      onChange={(noun: string) => void onChosen({ ...(one.plan as Plan), noun })}
    />
  );
}
