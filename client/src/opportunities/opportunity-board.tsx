import { MoveRight } from 'lucide-react';
import { useState, type DragEvent } from 'react';
import { useTranslation } from 'react-i18next';
import {
  useDictionaryQuery,
  useMoveOpportunityMutation,
  useOpportunityCountQuery,
  useOpportunityListQuery,
  type OpportunityRowFragment,
  type OpportunityWhere,
} from '../generated/graphql';
import { usePages } from '../list/use-pages';
import { readError } from '../lib/errors';
import { formatNumber } from '../lib/format';
import { Avatar } from '../ui/avatar';
import { SkeletonLines } from '../ui/card';
import { Failure } from '../ui/failure';
import { Menu } from '../ui/menu';
import { CustomerLink } from '../ui/record-links';
import { toneOf } from '../ui/tag';
import { toast } from '../ui/toast';
import { Money } from '../ui/values';
import './board.css';

interface BoardProps {
  where: OpportunityWhere | null;
  search: string | null;
}

interface Stage {
  key: string;
  name: string;
}

const mime = 'application/x-kehu-opportunity';

/** Opportunities by stage. Cards move by drag or, for keyboards and thumbs, by the menu on the card. */
export default function OpportunityBoard({ where, search }: BoardProps) {
  const { t } = useTranslation();
  const { data, error, refetch } = useDictionaryQuery({
    variables: { name: 'opportunityStage' },
    fetchPolicy: 'cache-first',
  });
  const [moveMutation] = useMoveOpportunityMutation({ refetchQueries: ['OpportunityList', 'OpportunityCount'] });
  const stages = data?.dictionary;
  if (error) return <Failure error={error} onRetry={() => void refetch()} />;
  if (!stages) return <SkeletonLines lines={8} />;

  const move = async (id: string, version: number, stage: string) => {
    try {
      await moveMutation({ variables: { input: { id, version, stage } } });
    } catch (failure) {
      const { code, message: sentence } = readError(failure);
      toast.error(sentence || t(`error.${code}`));
    }
  };
  return (
    <div className="board" role="list" aria-label={t('opportunities.board')}>
      {stages.map((stage) => (
        <Column
          key={stage.key}
          stage={stage}
          stages={stages}
          where={where}
          search={search}
          onMove={(id, version, to) => void move(id, version, to)}
        />
      ))}
    </div>
  );
}

interface ColumnProps extends BoardProps {
  stage: Stage;
  stages: readonly Stage[];
  onMove: (id: string, version: number, stage: string) => void;
}

function Column({ stage, stages, where, search, onMove }: ColumnProps) {
  const { t, i18n } = useTranslation();
  const [over, setOver] = useState(false);
  const inStage: OpportunityWhere = { stage: { key: { eq: stage.key } } };
  const both = where ? { and: [where, inStage] } : inStage;
  const result = useOpportunityListQuery({
    variables: { where: both, search, orderBy: [{ updatedAt: 'DESC' }], first: 25 },
  });
  const count = useOpportunityCountQuery({ variables: { where: both, search } });
  const pages = usePages(result, 'opportunities');
  const total = count.data?.opportunities.totalCount;

  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const [id, version, from] = event.dataTransfer.getData(mime).split(' ');
    if (id && version && from !== stage.key) onMove(id, Number(version), stage.key);
  };
  return (
    <div
      role="listitem"
      className={over ? 'board-column board-over' : 'board-column'}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <header className={`board-head board-${toneOf(stage.key)}`}>
        <i aria-hidden />
        <h2>{stage.name}</h2>
        <small className="num">{total && `${formatNumber(total.count, i18n.language)}${total.exact ? '' : '+'}`}</small>
      </header>
      <div className="board-cards">
        {pages.error ? <Failure error={pages.error} compact onRetry={pages.onRetry} /> : null}
        {pages.loading && <SkeletonLines lines={5} />}
        {pages.rows.map((row) => (
          <Card key={row.id} row={row} stages={stages} onMove={onMove} />
        ))}
        {!pages.loading && !pages.error && pages.rows.length === 0 && (
          <p className="board-none">{t('opportunities.stageEmpty')}</p>
        )}
        {pages.hasMore && (
          <button type="button" className="bare link" onClick={pages.onMore}>
            {t('action.more')}
          </button>
        )}
      </div>
    </div>
  );
}

function Card({
  row,
  stages,
  onMove,
}: {
  row: OpportunityRowFragment;
  stages: readonly Stage[];
  onMove: ColumnProps['onMove'];
}) {
  const { t } = useTranslation();
  const may = row.access.canUpdate && !row.access.readOnly.includes('stage');
  return (
    <article
      className="board-card"
      draggable={may}
      onDragStart={(event) => event.dataTransfer.setData(mime, `${row.id} ${row.version} ${row.stage?.key ?? ''}`)}
    >
      <div className="board-card-name">
        <b>{row.name ?? t('value.unnamed')}</b>
        {may && (
          <Menu
            items={stages
              .filter(({ key }) => key !== row.stage?.key)
              .map(({ key, name }) => ({ key, label: name, onSelect: () => onMove(row.id, row.version, key) }))}
          >
            <button type="button" className="bare board-move" aria-label={t('opportunities.move', { name: row.name })}>
              <MoveRight size={14} aria-hidden />
            </button>
          </Menu>
        )}
      </div>
      <CustomerLink customer={row.customer} />
      <div className="board-card-foot">
        <Money amount={row.amount} currency={row.currency} short />
        {row.owner && (
          <span title={row.owner.name ?? undefined}>
            <Avatar name={row.owner.name} size={20} />
          </span>
        )}
      </div>
    </article>
  );
}
