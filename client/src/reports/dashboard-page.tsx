import { Button } from 'antd';
import { LayoutDashboard, MoreHorizontal } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { useSession } from '../app/session';
import { usePinItemMutation, usePinnedItemsQuery, type SavedPartsFragment } from '../generated/graphql';
import { SkeletonLines } from '../ui/card';
import { EmptyState } from '../ui/empty-state';
import { Failure } from '../ui/failure';
import { Menu } from '../ui/menu';
import { AnswerBody } from './answer-body';
import { openPath } from './open-path';

const rowsOnCard = 8;

/** What a person pinned, each card asked as that person whenever the page is opened. */
export default function DashboardPage() {
  const { t } = useTranslation();
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
  return (
    <div className="cards">
      {data.savedItems.map((item) => (
        <PinnedCard key={item.id} item={item} />
      ))}
    </div>
  );
}

function PinnedCard({ item }: { item: SavedPartsFragment }) {
  const { t } = useTranslation();
  const { me } = useSession();
  const navigate = useNavigate();
  const [pin] = usePinItemMutation({ refetchQueries: ['PinnedItems'] });
  const path = openPath(item, me.rights);
  return (
    <section className="card pinned" aria-label={item.name}>
      <header className="card-head">
        <h2>
          <Link to={path}>{item.name}</Link>
        </h2>
        <Menu
          placement="bottomRight"
          items={[
            { key: 'open', label: t('reports.open'), onSelect: () => void navigate(path) },
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
