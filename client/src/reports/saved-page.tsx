import { Button } from 'antd';
import { Bookmark, MoreHorizontal, Pin } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useSession } from '../app/session';
import {
  useDeleteSavedItemMutation,
  usePauseReportMutation,
  usePinItemMutation,
  useReportSchedulesQuery,
  useSavedItemsQuery,
  useUnscheduleReportMutation,
  type SavedPartsFragment,
  type SchedulePartsFragment,
} from '../generated/graphql';
import { readError } from '../lib/errors';
import { SkeletonLines } from '../ui/card';
import { EmptyState } from '../ui/empty-state';
import { Failure } from '../ui/failure';
import { Menu } from '../ui/menu';
import { toast } from '../ui/toast';
import { Ago } from '../ui/values';
import { openPath } from './open-path';
import { ScheduleWords } from './schedule-words';

const ScheduleDialog = lazy(() => import('./schedule-dialog'));

/** Everything saved that a person may open: pinned, sent by e-mail, or taken away. */
export default function SavedPage() {
  const { t } = useTranslation();
  const { data, error, refetch } = useSavedItemsQuery({ fetchPolicy: 'cache-and-network' });
  const schedules = useReportSchedulesQuery({ fetchPolicy: 'cache-and-network' }).data?.reportSchedules ?? [];
  const [sending, setSending] = useState<SavedPartsFragment | null>(null);
  if (error && !data) return <Failure error={error} onRetry={() => void refetch()} />;
  if (!data) return <SkeletonLines lines={6} />;
  if (data.savedItems.length === 0) {
    return <EmptyState icon={<Bookmark size={22} />} title={t('reports.empty.title')} text={t('reports.empty.text')} />;
  }
  return (
    <>
      <p className="reports-text">{t('reports.text')}</p>
      <div className="reports-table">
        <table>
          <thead>
            <tr>
              {['name', 'kind', 'audience', 'mail', 'updated'].map((name) => (
                <th key={name} scope="col">
                  {t(`reports.${name}`)}
                </th>
              ))}
              <td />
            </tr>
          </thead>
          <tbody>
            {data.savedItems.map((item) => (
              <SavedRow
                key={item.id}
                item={item}
                schedules={schedules.filter(({ savedId }) => savedId === item.id)}
                onSend={() => setSending(item)}
              />
            ))}
          </tbody>
        </table>
      </div>
      {sending && (
        <Suspense fallback={null}>
          <ScheduleDialog item={sending} onClose={() => setSending(null)} />
        </Suspense>
      )}
    </>
  );
}

interface SavedRowProps {
  item: SavedPartsFragment;
  schedules: readonly SchedulePartsFragment[];
  onSend: () => void;
}

const refetchQueries = ['SavedItems', 'PinnedItems', 'ReportSchedules'];

function SavedRow({ item, schedules, onSend }: SavedRowProps) {
  const { t } = useTranslation();
  const { me } = useSession();
  const [pin] = usePinItemMutation({ refetchQueries });
  const [drop] = useDeleteSavedItemMutation({ refetchQueries });
  const [pause] = usePauseReportMutation({ refetchQueries });
  const [stop] = useUnscheduleReportMutation({ refetchQueries });
  const tried = (work: Promise<unknown>, done?: string) => {
    work.then(
      () => done && toast.success(done),
      (error: unknown) => {
        const { code, message } = readError(error);
        toast.error(message || t(`error.${code}`));
      },
    );
  };
  const { id, name, version, pinned } = item;
  const sent = schedules.flatMap((schedule) => [
    {
      key: `pause${schedule.id}`,
      label: t(schedule.nextAt === null ? 'reports.resume' : 'reports.pause'),
      onSelect: () => tried(pause({ variables: { id: schedule.id, paused: schedule.nextAt !== null } })),
    },
    {
      key: `stop${schedule.id}`,
      label: t('reports.stop'),
      onSelect: () => tried(stop({ variables: { id: schedule.id } })),
    },
  ]);
  return (
    <tr data-saved={name}>
      <th scope="row">
        <Link to={openPath(item, me.rights)}>{name}</Link>
        {pinned && <Pin size={12} aria-label={t('saved.pin')} />}
      </th>
      <td>
        {t(`reports.kind.${item.kind}`)}
        {item.noun && <small> · {t(`${item.noun}.title`, { defaultValue: item.noun })}</small>}
      </td>
      <td>
        {item.audience === 'ROLE'
          ? t(`role.${item.audienceRole}`, { defaultValue: item.audienceRole ?? '' })
          : t(`reports.audience.${item.audience}`)}
        {!item.mine && <small> · {t('reports.byOther')}</small>}
      </td>
      <td>
        {schedules.map((schedule) => (
          <ScheduleWords key={schedule.id} schedule={schedule} />
        ))}
      </td>
      <td>
        <Ago at={item.updatedAt} />
      </td>
      <td>
        <Menu
          placement="bottomRight"
          items={[
            {
              key: 'pin',
              label: t(pinned ? 'reports.unpin' : 'reports.pin'),
              onSelect: () => tried(pin({ variables: { id, pinned: !pinned } })),
            },
            { key: 'send', label: t('reports.schedule'), onSelect: onSend },
            ...sent,
            ...(item.mine
              ? [
                  {
                    key: 'delete',
                    danger: true,
                    label: t('reports.delete'),
                    onSelect: () => tried(drop({ variables: { id, version } }), t('saved.deleted', { name })),
                  },
                ]
              : []),
          ]}
        >
          <Button
            type="text"
            size="small"
            icon={<MoreHorizontal size={15} />}
            aria-label={t('reports.actions', { name })}
          />
        </Menu>
      </td>
    </tr>
  );
}
