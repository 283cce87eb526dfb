import type { CustomerHistoryQuery, CustomerTimelineQuery } from '../generated/graphql';
import { mergeTimeline, type TimelineEvent } from '../lib/timeline';

type Record = NonNullable<CustomerTimelineQuery['customer']>;
export type HistoryEntry = NonNullable<CustomerHistoryQuery['customer']>['history']['nodes'][number];

export type EventSource =
  | { type: 'activity'; activity: Record['activities']['nodes'][number] }
  | { type: 'order'; order: Record['orders']['nodes'][number] }
  | { type: 'ticket'; ticket: Record['tickets']['nodes'][number] }
  | { type: 'opportunity'; opportunity: Record['opportunities']['nodes'][number]; closed: boolean }
  | { type: 'change'; entry: HistoryEntry };

type Event = TimelineEvent<EventSource>;

/** Everything that happened with a customer as one line of time, newest first. */
export function timelineOf(customer: Record | null | undefined, history: readonly HistoryEntry[]): Event[] {
  if (!customer) return [];
  const activities = customer.activities.nodes.map((activity): Event => ({
    key: activity.id,
    kind: 'activity',
    at: activity.occurredAt ?? '',
    source: { type: 'activity', activity },
  }));
  const orders = customer.orders.nodes.map((order): Event => ({
    key: order.id,
    kind: 'order',
    at: order.orderedAt ?? '',
    source: { type: 'order', order },
  }));
  const tickets = customer.tickets.nodes.map((ticket): Event => ({
    key: ticket.id,
    kind: 'ticket',
    at: ticket.createdAt ?? '',
    source: { type: 'ticket', ticket },
  }));
  const opportunities = customer.opportunities.nodes.map((opportunity): Event => ({
    key: opportunity.id,
    kind: 'opportunity',
    at: opportunity.closedAt ?? opportunity.createdAt ?? '',
    source: { type: 'opportunity', opportunity, closed: opportunity.closedAt !== null },
  }));
  const changes = history.map((entry, index): Event => ({
    key: `${entry.at}-${index}`,
    kind: 'change',
    at: entry.at,
    source: { type: 'change', entry },
  }));
  return mergeTimeline(activities, orders, tickets, opportunities, changes);
}
