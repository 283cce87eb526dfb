import { Input, Select } from 'antd';
import { Eye, EyeOff, PenLine, PenOff } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAccountsQuery, useExplainForQuery } from '../../generated/graphql';
import { useDebounced } from '../../lib/use-debounced';
import { SkeletonLines } from '../../ui/card';
import { EmptyState } from '../../ui/empty-state';
import { Failure } from '../../ui/failure';
import { Tag } from '../../ui/tag';
import { PageHead } from '../page-head';
import { useRuleWords } from '../rules/use-rule-words';

const uuid = /[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/i;

/** Why another person sees a field or a record, or does not: grant by grant, from the rules. */
export default function ExplainPage() {
  const { t } = useTranslation();
  const { words, error } = useRuleWords();
  const [search, setSearch] = useState('');
  const [person, setPerson] = useState<string | null>(null);
  const [type, setType] = useState('Customer');
  const [field, setField] = useState<string | null>(null);
  const [text, setText] = useState('');
  const accounts = useAccountsQuery({ variables: { search: useDebounced(search, 200) || null, first: 20 } });
  const id = uuid.exec(text)?.[0] ?? null;
  const wrong = text.trim() !== '' && id === null;
  const fields = words?.catalogue.types.find((one) => one.type === type)?.fields ?? [];
  return (
    <div className="admin-scroll">
      <PageHead title={t('admin.explain.title')} text={t('admin.explain.text')} />
      <div className="admin-bar">
        <Select
          showSearch
          filterOption={false}
          value={person}
          placeholder={t('admin.explain.findPerson')}
          aria-label={t('admin.explain.person')}
          loading={accounts.loading}
          options={(accounts.data?.accounts.nodes ?? []).map(({ id: value, name, email }) => ({
            value,
            label: `${name ?? ''} · ${email ?? ''}`,
          }))}
          onSearch={setSearch}
          onChange={setPerson}
        />
        <Select
          value={type}
          aria-label={t('admin.explain.type')}
          options={words?.catalogue.types.map((one) => ({ value: one.type, label: one.label })) ?? []}
          onChange={(next) => {
            setType(next);
            setField(null);
          }}
        />
        <Input
          allowClear
          value={text}
          placeholder={t('admin.explain.record')}
          aria-label={t('admin.explain.record')}
          status={wrong ? 'warning' : ''}
          onChange={(event) => setText(event.target.value)}
        />
        {(wrong || id === null) && (
          <span className="admin-soft">{t(wrong ? 'admin.explain.badRecord' : 'admin.explain.recordHint')}</span>
        )}
      </div>
      {error ? (
        <Failure error={error} />
      ) : !words ? (
        <SkeletonLines lines={8} height={16} />
      ) : person === null ? (
        <EmptyState icon={<Eye size={22} />} title={t('admin.explain.pick')} text={t('admin.explain.text')} />
      ) : (
        <div className="explain">
          <ul className="explain-fields" aria-label={t('admin.audit.fields')}>
            {[null, ...fields.map(({ name }) => name)].map((name) => (
              <li key={name ?? ''}>
                <button
                  type="button"
                  className="bare"
                  aria-pressed={name === field}
                  data-explain={name ?? 'record'}
                  onClick={() => setField(name)}
                >
                  {name === null ? t('admin.explain.whole') : words.fieldLabel(type, name)}
                </button>
              </li>
            ))}
          </ul>
          <Explanation principal={person} type={type} id={id} field={field} />
        </div>
      )}
    </div>
  );
}

interface Asked {
  principal: string;
  type: string;
  id: string | null;
  field: string | null;
}

function Explanation(asked: Asked) {
  const { t } = useTranslation();
  const { data, error, refetch } = useExplainForQuery({ variables: asked, fetchPolicy: 'network-only' });
  if (error) return <Failure error={error} onRetry={() => void refetch()} />;
  if (!data) return <SkeletonLines lines={4} height={16} />;
  const { readable, writable, sentence, because, missing } = data.explainAccess;
  const lists = [
    { title: t('admin.explain.because'), lines: because },
    { title: t('admin.explain.missing'), lines: missing },
  ];
  return (
    <section className="explain-answer" data-testid="explanation" aria-live="polite">
      <p className="explain-tags">
        <Tag tone={readable ? 'good' : 'bad'}>
          {readable ? <Eye size={12} aria-hidden /> : <EyeOff size={12} aria-hidden />}
          {t(readable ? 'admin.explain.readable' : 'admin.explain.notReadable')}
        </Tag>
        <Tag tone={writable ? 'good' : 'plain'}>
          {writable ? <PenLine size={12} aria-hidden /> : <PenOff size={12} aria-hidden />}
          {t(writable ? 'admin.explain.writable' : 'admin.explain.notWritable')}
        </Tag>
      </p>
      <h2>{sentence}</h2>
      {lists
        .filter(({ lines }) => lines.length > 0)
        .map(({ title, lines }) => (
          <div key={title}>
            <h3>{title}</h3>
            <ul>
              {lines.map((line) => (
                <li key={line}>{line}</li>
              ))}
            </ul>
          </div>
        ))}
    </section>
  );
}
