import {
  CircleDot,
  Handshake,
  LifeBuoy,
  Mail,
  MapPin,
  MessageSquare,
  MonitorPlay,
  NotebookPen,
  Pencil,
  Phone,
  ReceiptText,
  Users,
  type LucideIcon,
} from 'lucide-react';
import { useMemo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useCustomerHistoryQuery, useCustomerTimelineQuery } from '../generated/graphql';
import { formatDate, formatDateTime, formatList, formatMoney } from '../lib/format';
import { groupByDay, type TimelineEvent } from '../lib/timeline';
import { RecordButton } from '../record/record-button';
import type { RecordType } from '../record/record-kinds';
import { SkeletonLines } from '../ui/card';
import { EmptyState } from '../ui/empty-state';
import { Failure } from '../ui/failure';
import { StatusTag } from '../ui/values';
import { timelineOf, type EventSource } from './timeline-events';
import { useCustomerFieldName } from './use-customer-form-fields';

const activityIcons: Record<string, LucideIcon> = {
  CALL: Phone,
  VISIT: MapPin,
  EMAIL: Mail,
  MESSAGE: MessageSquare,
  MEETING: Users,
  DEMO: MonitorPlay,
  NOTE: NotebookPen,
};

/** What was said, bought, asked and changed, in one line of time. */
export function TimelineCard({ id }: { id: string }) {
  const { t, i18n } = useTranslation();
  const { data, error, refetch } = useCustomerTimelineQuery({ variables: { id } });
  const history = useCustomerHistoryQuery({ variables: { id, first: 20, after: null } });
  const days = useMemo(
    () => groupByDay(timelineOf(data?.customer, history.data?.customer?.history.nodes ?? [])),
    [data, history.data],
  );
  if (error && !data) {
    return (
      <section className="card">
        <Failure error={error} compact onRetry={() => void refetch().catch(() => undefined)} />
      </section>
    );
  }
  return (
    <section className="card timeline" aria-label={t('record.timeline')}>
      {!data ? (
        <SkeletonLines lines={7} height={14} />
      ) : days.length === 0 ? (
        <EmptyState
          icon={<NotebookPen size={22} />}
          title={t('timeline.empty.title')}
          text={t('timeline.empty.text')}
        />
      ) : (
        days.map(({ day, events }) => (
          <section key={day}>
            <h3>{formatDate(day, i18n.language)}</h3>
            <ol>
              {events.map((event) => (
                <Line key={event.key} event={event} />
              ))}
            </ol>
          </section>
        ))
      )}
    </section>
  );
}

function Line({ event }: { event: TimelineEvent<EventSource> }) {
  const { i18n } = useTranslation();
  const time = new Intl.DateTimeFormat(i18n.language, { hour: '2-digit', minute: '2-digit' }).format(
    new Date(event.at),
  );
  const { icon: Icon, tone, title, text, by, record } = useWords(event.source);
  return (
    <li className={event.key.startsWith('pending-') ? 'event event-pending' : 'event'} data-event={event.kind}>
      <span className={`event-icon event-${tone}`} aria-hidden>
        <Icon size={13} />
      </span>
      <div>
        <b>
          {record && !event.key.startsWith('pending-') ? (
            <RecordButton type={record.type} id={record.id} title={record.title}>
              {title}
            </RecordButton>
          ) : (
            title
          )}
        </b>
        {text && <p>{text}</p>}
      </div>
      <time dateTime={event.at} title={formatDateTime(event.at, i18n.language)}>
        {time}
        {by && <span>{by}</span>}
      </time>
    </li>
  );
}

interface Words {
  icon: LucideIcon;
  tone: string;
  title: ReactNode;
  text?: ReactNode;
  by?: string | null;
  /** What it leads to. */
  record?: { type: RecordType; id: string; title: string };
}

function useWords(source: EventSource): Words {
  const { t, i18n } = useTranslation();
  const nameOf = useCustomerFieldName();
  const money = (amount: string | null, currency: string | null) => formatMoney(amount, currency, i18n.language);
  switch (source.type) {
    case 'activity': {
      const { kind, subject, body, owner } = source.activity;
      const what = kind ? t(`enum.activityKind.${kind}`) : t('timeline.activity');
      return {
        icon: activityIcons[kind ?? ''] ?? CircleDot,
        tone: kind === 'NOTE' ? 'plain' : 'accent',
        title: subject ? t('timeline.activityWith', { kind: what, subject }) : what,
        text: body && body !== subject ? body : undefined,
        by: owner?.name,
        record: { type: 'Activity', id: source.activity.id, title: subject ?? what },
      };
    }
    case 'order': {
      const { code, total, currency, status } = source.order;
      return {
        icon: ReceiptText,
        tone: 'good',
        title: t('timeline.order', { code: code ?? '', total: money(total, currency) }),
        text: status && t(`enum.orderStatus.${status}`),
        record: { type: 'Order', id: source.order.id, title: t('orders.one', { code: code ?? '' }) },
      };
    }
    case 'ticket': {
      const { number, subject, status, assignee } = source.ticket;
      return {
        icon: LifeBuoy,
        tone: 'warn',
        title: t('timeline.ticket', { number: number ?? '', subject: subject ?? '' }),
        text: <StatusTag prefix="enum.ticketStatus" value={status} />,
        by: assignee?.name,
        record: { type: 'Ticket', id: source.ticket.id, title: subject ?? number ?? t('value.unnamed') },
      };
    }
    case 'opportunity': {
      const { name, stage, amount, currency, owner } = source.opportunity;
      const closed = source.closed && stage;
      return {
        icon: Handshake,
        tone: 'info',
        title: closed
          ? t('timeline.opportunityClosed', { name: name ?? '', stage: stage.name })
          : t('timeline.opportunityOpened', { name: name ?? '' }),
        text: money(amount, currency) || undefined,
        by: owner?.name,
        record: { type: 'Opportunity', id: source.opportunity.id, title: name ?? t('value.unnamed') },
      };
    }
    case 'change': {
      const { action, changes, by } = source.entry;
      const fields = changes.map(({ field }) => nameOf(field));
      const known = ['create', 'update', 'delete', 'restore'].includes(action.toLowerCase())
        ? action.toLowerCase()
        : 'update';
      return {
        icon: Pencil,
        tone: 'plain',
        title: t(`timeline.change.${known}`),
        text: known === 'update' && fields.length > 0 ? formatList(fields, i18n.language) : undefined,
        by: by?.name,
      };
    }
  }
}
