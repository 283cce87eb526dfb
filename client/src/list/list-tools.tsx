import { Button } from 'antd';
import { Bookmark, Download, Save } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useExportableQuery, useSavedItemsQuery, useStartExportMutation } from '../generated/graphql';
import { readError } from '../lib/errors';
import { readListState, writeListState, type FilterField, type ListState } from '../lib/filters';
import { templateOf, type WhereAt } from './list-template';
import { Menu } from '../ui/menu';
import { toast } from '../ui/toast';

const JobNotice = lazy(() => import('./job-notice'));
const SaveDialog = lazy(() => import('./save-dialog'));

/** What a list asks the API for now. */
export interface ListQuery {
  where: unknown;
  search: string | null;
  orderBy: unknown;
}

interface ListToolsProps {
  /** Plural of the kind of record: customers. */
  noun: string;
  fields: readonly FilterField[];
  query: ListQuery;
  whereAt: WhereAt;
  state: ListState;
  onState: (change: Partial<ListState>) => void;
}

const formats = ['csv', 'xlsx', 'jsonl', 'vcard'] as const;
const withCards = new Set(['customers', 'contacts']);
const singular = (noun: string): string => (noun === 'opportunities' ? 'opportunity' : noun.replace(/s$/, ''));

/** Saved states of a list, and its export to a file. */
export default function ListTools({ noun, fields, query, whereAt, state, onState }: ListToolsProps) {
  const { t } = useTranslation();
  const saved = useSavedItemsQuery({ variables: { kind: 'LIST', noun } });
  const { data: rights } = useExportableQuery();
  const [startExport] = useStartExportMutation();
  const [saving, setSaving] = useState(false);
  const [job, setJob] = useState<{ id: string; title: string } | null>(null);
  const [now] = useState(() => Date.now());
  const items = saved.data?.savedItems ?? [];

  const run = async (format: string) => {
    try {
      const { data } = await startExport({ variables: { input: { noun, format, ...query } } });
      if (data) setJob({ id: data.startExport.id, title: data.startExport.title ?? '' });
    } catch (error) {
      const { code, message } = readError(error);
      toast.error(message || t(`error.${code}`));
    }
  };
  const open = (definition: unknown) => {
    const { params } = definition as { params?: unknown };
    onState(readListState(new URLSearchParams(typeof params === 'string' ? params : ''), fields));
  };
  return (
    <>
      <Menu
        placement="bottomRight"
        items={[
          ...items.map(({ id, name, definition }) => ({ key: id, label: name, onSelect: () => open(definition) })),
          { key: 'save', label: t('saved.saveView'), icon: <Save size={13} />, onSelect: () => setSaving(true) },
        ]}
      >
        <Button icon={<Bookmark size={14} />}>{t('saved.views')}</Button>
      </Menu>
      {rights?.exportable.includes(singular(noun)) && (
        <Menu
          placement="bottomRight"
          items={formats
            .filter((format) => format !== 'vcard' || withCards.has(noun))
            .map((format) => ({ key: format, label: t(`export.${format}`), onSelect: () => void run(format) }))}
        >
          <Button icon={<Download size={14} />}>{t('export.title')}</Button>
        </Menu>
      )}
      <Suspense fallback={null}>
        {saving && (
          <SaveDialog
            kind="LIST"
            noun={noun}
            definition={{
              params: writeListState(state).toString(),
              where: templateOf(whereAt, now),
              search: query.search,
              orderBy: query.orderBy,
            }}
            suggested={t(`${noun}.title`)}
            onSaved={() => undefined}
            onClose={() => setSaving(false)}
          />
        )}
        {job && (
          <JobNotice
            key={job.id}
            id={job.id}
            title={t('export.running', { what: job.title })}
            onClose={() => setJob(null)}
          />
        )}
      </Suspense>
    </>
  );
}
