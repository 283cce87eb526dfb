import { Segmented } from 'antd';
import { Handshake, KanbanSquare, List } from 'lucide-react';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import {
  useOpportunityCountQuery,
  useOpportunityListQuery,
  type OpportunityOrderBy,
  type OpportunityRowFragment,
  type OpportunityWhere,
} from '../generated/graphql';
import { ListPage } from '../list/list-page';
import { useListQuestion, type ListOf } from '../list/use-list-question';
import { usePages } from '../list/use-pages';
import type { FilterField } from '../lib/filters';
import { NewRecord, RecordDrawer } from '../record/lazy-record-drawer';
import { SkeletonLines } from '../ui/card';
import { opportunityColumns } from './opportunity-columns';

const Board = lazy(() => import('./opportunity-board'));

const ownFields: readonly FilterField[] = [
  { key: 'stage', kind: 'dictionary', path: ['stage'], dictionary: 'opportunityStage' },
  { key: 'owner', kind: 'user', path: ['owner'] },
  { key: 'customer', kind: 'text', path: ['customer', 'name'] },
  { key: 'product', kind: 'text', path: ['product', 'name'] },
  { key: 'amount', kind: 'number', path: ['amount'] },
  { key: 'createdAt', kind: 'date', path: ['createdAt'] },
  { key: 'closedAt', kind: 'date', path: ['closedAt'] },
];

const tabs = [
  { key: 'all', label: 'opportunities.tab.all' },
  { key: 'mine', label: 'opportunities.tab.mine' },
  { key: 'open', label: 'opportunities.tab.open' },
  { key: 'won', label: 'opportunities.tab.won' },
];

function tabCondition(tab: string, me: string): OpportunityWhere[] {
  if (tab === 'mine') return [{ owner: { id: { eq: me } } }];
  if (tab === 'open') return [{ stage: { key: { notIn: ['won', 'lost'] } } }];
  if (tab === 'won') return [{ stage: { key: { eq: 'won' } } }];
  return [];
}

const list: ListOf<OpportunityWhere, OpportunityRowFragment> = {
  type: 'Opportunity',
  columns: opportunityColumns,
  fields: ownFields,
  tabCondition,
};

export function OpportunitiesPage() {
  const { t } = useTranslation();
  const [params, setParams] = useSearchParams();
  const { query, counted, page } = useListQuestion<OpportunityWhere, OpportunityOrderBy, OpportunityRowFragment>(list);
  const board = params.get('view') === 'board';
  const result = useOpportunityListQuery({
    variables: { ...query, first: 60 },
    notifyOnNetworkStatusChange: true,
    skip: board,
  });
  const pages = usePages(result, 'opportunities');
  const count = useOpportunityCountQuery({ variables: counted });

  const setView = (view: string) =>
    setParams(
      (current) => {
        if (view === 'board') current.set('view', 'board');
        else current.delete('view');
        return current;
      },
      { replace: true },
    );

  const create = <NewRecord type="Opportunity" />;
  return (
    <ListPage
      noun="opportunities"
      fieldPrefix="field.opportunity"
      tabs={tabs}
      {...page}
      {...pages}
      count={(count.data ?? count.previousData)?.opportunities.totalCount}
      drawer={({ id, name }, onClose) => (
        <RecordDrawer type="Opportunity" id={id} title={name ?? t('value.unnamed')} onClose={onClose} />
      )}
      emptyIcon={<Handshake size={22} />}
      actions={
        <>
          <Segmented
            aria-label={t('opportunities.view')}
            value={board ? 'board' : 'list'}
            onChange={setView}
            options={[
              { value: 'list', icon: <List size={14} />, label: t('opportunities.list') },
              { value: 'board', icon: <KanbanSquare size={14} />, label: t('opportunities.board') },
            ]}
          />
          {create}
        </>
      }
      emptyAction={create}
      instead={
        board ? (
          <Suspense fallback={<SkeletonLines lines={8} />}>
            <Board {...counted} />
          </Suspense>
        ) : undefined
      }
    />
  );
}
