import { Button } from 'antd';
import { LayoutDashboard, MoreHorizontal } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { useSession } from '../app/session';
import {
  PinnedItemsDocument,
  useArrangePinsMutation,
  usePinItemMutation,
  usePinnedItemsQuery,
  type SavedPartsFragment,
} from '../generated/graphql';
import { readError } from '../lib/errors';
import { SkeletonLines } from '../ui/card';
import { EmptyState } from '../ui/empty-state';
import { Failure } from '../ui/failure';
import { Menu } from '../ui/menu';
import { toast } from '../ui/toast';
import { AnswerBody } from './answer-body';
import { moved } from './moved';
import { openPath } from './open-path';

const rowsOnCard = 8;

/** What a person pinned, each card asked as that person whenever the page is opened. */
export default function DashboardPage() {
  const { t } = useTranslation();
  const [arrange] = useArrangePinsMutation();
  const [dragged, setDragged] = useState<string | null>(null);
  const { data, error, refetch } = usePinnedItemsQuery({ fetchPolicy: 'cache-and-network' });
  if (error && !data) return <Failure error={error} onRetry={() => void refetch()} />;
  if (!data) return <SkeletonLines lines={6} />;
  if (data.savedItems.length === 0) {
    return (
      <EmptyState
        icon={<LayoutDashboard size={22} />}
        title={t('dashboard.empty.title')}
        text={t('dashboard.empty.text')}
        action={<Link to="/dashboard/saved">{t('dashboard.toReports')}</Link>}
      />
    );
  }
  const move = (from: number, to: number) => {
    const arranged = moved(data.savedItems, from, to);
    if (arranged === data.savedItems) return;
    const savedItems = [...arranged];
    void arrange({
      variables: { ids: savedItems.map(({ id }) => id) },
      optimisticResponse: { __typename: 'Mutation', arrangePins: savedItems },
      update: (cache, { data: done }) => {
        if (done) cache.writeQuery({ query: PinnedItemsDocument, data: { savedItems: done.arrangePins } });
      },
    }).catch((fault: unknown) => {
      const { code, message: sentence } = readError(fault);
      toast.error(sentence || t(`error.${code}`));
    });
  };
  return (
    <div className="cards">
      {data.savedItems.map((item, index) => (
        <PinnedCard
          key={item.id}
          item={item}
          onMove={(by) => move(index, index + by)}
          first={index === 0}
          last={index === data.savedItems.length - 1}
          dragging={dragged === item.id}
          onDrag={setDragged}
          onDrop={() => {
            const from = data.savedItems.findIndex(({ id }) => id === dragged);
            if (from >= 0) move(from, index);
            setDragged(null);
          }}
        />
      ))}
    </div>
  );
}

interface PinnedCardProps {
  item: SavedPartsFragment;
  /** Moves it by so many places. */
  onMove: (by: number) => void;
  first: boolean;
  last: boolean;
  dragging: boolean;
  onDrag: (id: string | null) => void;
  /** Another card was let go over this one. */
  onDrop: () => void;
}

function PinnedCard({ item, onMove, first, last, dragging, onDrag, onDrop }: PinnedCardProps) {
  const { t } = useTranslation();
  const { me } = useSession();
  const navigate = useNavigate();
  const [pin] = usePinItemMutation({ refetchQueries: ['PinnedItems'] });
  const path = openPath(item, me.rights);
  return (
    <section
      className={dragging ? 'card pinned pinned-dragged' : 'card pinned'}
      aria-label={item.name}
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        onDrop();
      }}
    >
      <header className="card-head" draggable onDragStart={() => onDrag(item.id)} onDragEnd={() => onDrag(null)}>
        <h2>
          <Link to={path}>{item.name}</Link>
        </h2>
        <Menu
          placement="bottomRight"
          items={[
            { key: 'open', label: t('reports.open'), onSelect: () => void navigate(path) },
            ...(first ? [] : [{ key: 'earlier', label: t('dashboard.earlier'), onSelect: () => onMove(-1) }]),
            ...(last ? [] : [{ key: 'later', label: t('dashboard.later'), onSelect: () => onMove(1) }]),
            {
              key: 'unpin',
              label: t('reports.unpin'),
              onSelect: () => void pin({ variables: { id: item.id, pinned: false } }),
            },
          ]}
        >
          <Button
            type="text"
            size="small"
            icon={<MoreHorizontal size={15} />}
            aria-label={t('reports.actions', { name: item.name })}
          />
        </Menu>
      </header>
      <div className="pinned-body">
        <AnswerBody item={item} most={rowsOnCard} />
      </div>
    </section>
  );
}
