import { useApolloClient } from '@apollo/client/react';
import { Button } from 'antd';
import { Bookmark, Code, Save } from 'lucide-react';
import { lazy, Suspense, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import {
  SavedItemsDocument,
  useDeleteSavedItemMutation,
  useSavedItemsQuery,
  type SavedPartsFragment,
} from '../generated/graphql';
import { Menu } from '../ui/menu';
import { toast } from '../ui/toast';
import type { ChartKind } from './chart-data';
import { parseVariables } from './run-query';
import { snippet, snippetKinds } from './snippets';

const SaveDialog = lazy(() => import('../list/save-dialog'));

/** What is saved of a question. */
export interface SavedQuestion {
  document: string;
  variables: string;
  chart?: ChartKind | null;
}

interface QueryToolsProps {
  question: SavedQuestion;
  title: string;
  onOpen: (question: SavedQuestion) => void;
}

const questionOf = ({ definition }: SavedPartsFragment): SavedQuestion => {
  const { document, variables, chart } = definition as Partial<SavedQuestion>;
  return { document: document ?? '', variables: typeof variables === 'string' ? variables : '', chart: chart ?? null };
};

/** Saved and shared questions, and the question as a program. */
export function QueryTools({ question, title, onOpen }: QueryToolsProps) {
  const { t } = useTranslation();
  const client = useApolloClient();
  const { data } = useSavedItemsQuery({ variables: { kind: 'QUERY' } });
  const [drop] = useDeleteSavedItemMutation({ refetchQueries: ['SavedItems'] });
  const [opened, setOpened] = useState<SavedPartsFragment | null>(null);
  const [saving, setSaving] = useState(false);
  const items = data?.savedItems ?? [];
  const [params, setParams] = useSearchParams();
  const wanted = params.get('saved');
  useEffect(() => {
    if (wanted === null) return;
    let gone = false;
    void client.query({ query: SavedItemsDocument, variables: { kind: 'QUERY' } }).then(({ data: all }) => {
      const found = all?.savedItems.find(({ id }) => id === wanted);
      if (gone || !found) return;
      setOpened(found);
      onOpen(questionOf(found));
      // Opened once: the address is that of the page again from then on.
      setParams({}, { replace: true });
    });
    return () => {
      gone = true;
    };
    // What stands on the page meanwhile does not matter: the address asks for another question.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [wanted, client]);

  const copy = async (kind: (typeof snippetKinds)[number]) => {
    let variables: Record<string, unknown>;
    try {
      variables = parseVariables(question.variables);
    } catch {
      toast.error(t('query.badVariables'));
      return;
    }
    await navigator.clipboard.writeText(
      snippet(kind, `${window.location.origin}/graphql`, question.document, variables),
    );
    toast.success(t('query.copied'));
  };
  const remove = async (item: SavedPartsFragment) => {
    await drop({ variables: { id: item.id, version: item.version } });
    setOpened(null);
    toast.success(t('saved.deleted', { name: item.name }));
  };
  return (
    <>
      <Menu
        items={[
          ...items.map((item) => ({
            key: item.id,
            label: (
              <span className="query-past">
                {item.name} {!item.mine && <small>{t('saved.shared')}</small>}
              </span>
            ),
            onSelect: () => {
              setOpened(item);
              onOpen(questionOf(item));
            },
          })),
          { key: 'save', label: t('saved.saveQuery'), icon: <Save size={13} />, onSelect: () => setSaving(true) },
          ...(opened?.mine
            ? [
                {
                  key: 'drop',
                  danger: true,
                  label: t('saved.delete', { name: opened.name }),
                  onSelect: () => void remove(opened),
                },
              ]
            : []),
        ]}
      >
        <Button icon={<Bookmark size={14} />}>{t('saved.queries')}</Button>
      </Menu>
      <Menu
        items={snippetKinds.map((kind) => ({
          key: kind,
          label: t(`query.copy.${kind}`),
          onSelect: () => void copy(kind),
        }))}
      >
        <Button icon={<Code size={14} />}>{t('query.copyAs')}</Button>
      </Menu>
      {saving && (
        <Suspense fallback={null}>
          <SaveDialog
            kind="QUERY"
            definition={question}
            suggested={title}
            onSaved={setOpened}
            onClose={() => setSaving(false)}
          />
        </Suspense>
      )}
    </>
  );
}
