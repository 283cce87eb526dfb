import { SkeletonLines } from '../../ui/card';
import { EmptyState } from '../../ui/empty-state';
import { Failure } from '../../ui/failure';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { useScopesQuery } from '../../generated/graphql';
import { useDraft } from '../rules/draft';
import { useRuleWords } from '../rules/use-rule-words';
import { ScopeForm } from './scope-form';

/** One scope of one's own: new, waiting to be saved, or in force. */
export default function ScopePage() {
  const { t } = useTranslation();
  const { type, name } = useParams();
  const { words, error } = useRuleWords();
  const { data, error: failure } = useScopesQuery();
  const draft = useDraft();
  if (error ?? failure) return <Failure error={error ?? failure} />;
  if (!words || !data) {
    return (
      <div className="admin-scroll">
        <SkeletonLines lines={8} height={16} />
      </div>
    );
  }
  if (type === undefined || name === undefined) return <ScopeForm words={words} scopes={data.scopes} />;
  const saved = data.scopes.find((one) => one.type === type && one.name === name && one.where !== null);
  const drafted = draft.scopes[`${type}/${name}`];
  const shown = drafted?.kind === 'put' ? drafted : saved?.label ? { label: saved.label, where: saved.where } : null;
  if (!shown) return <EmptyState title={t('admin.scope.gone.title')} text={t('admin.scope.gone.text')} />;
  const { label, where } = shown;
  return (
    <ScopeForm
      key={`${type}/${name}`}
      words={words}
      scopes={data.scopes}
      scope={{ type, name, label, where, usedBy: saved?.usedBy ?? [], removed: drafted?.kind === 'remove' }}
    />
  );
}
