/** One line of time out of several sources (activities, orders, tickets, changes). Pure. */

export type TimelineKind = 'activity' | 'order' | 'ticket' | 'opportunity' | 'change';

export interface TimelineEvent<Source = unknown> {
  key: string;
  kind: TimelineKind;
  /** ISO 8601; events without a time are left out. */
  at: string;
  source: Source;
}

/** Newest first; equal times keep a fixed order, so that a refresh never shuffles the page. */
export function mergeTimeline<Source>(...sources: readonly TimelineEvent<Source>[][]): TimelineEvent<Source>[] {
  return sources
    .flat()
    .filter((event) => !Number.isNaN(Date.parse(event.at)))
    .sort((a, b) => Date.parse(b.at) - Date.parse(a.at) || (a.key < b.key ? 1 : -1));
}

export interface TimelineDay<Source = unknown> {
  /** Local date as YYYY-MM-DD. */
  day: string;
  events: TimelineEvent<Source>[];
}

/** Parts a merged line into days of the reader's own clock. */
export function groupByDay<Source>(events: readonly TimelineEvent<Source>[]): TimelineDay<Source>[] {
  const days: TimelineDay<Source>[] = [];
  for (const event of events) {
    const day = localDay(event.at);
    const last = days.at(-1);
    if (last?.day === day) last.events.push(event);
    else days.push({ day, events: [event] });
  }
  return days;
}

function localDay(iso: string): string {
  const date = new Date(iso);
  const two = (part: number): string => String(part).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
