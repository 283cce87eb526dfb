import { useTranslation } from 'react-i18next';
import type { SchedulePartsFragment } from '../generated/graphql';
import { formatDateTime } from '../lib/format';

/** A day of the week in words; 1 is Monday. */
export const weekday = (day: number, language: string): string =>
  // 2024 began on a Monday.
  new Intl.DateTimeFormat(language, { weekday: 'long', timeZone: 'UTC' }).format(Date.UTC(2024, 0, day));

export const clock = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;

/** When a report comes, as a sentence, and when next. */
export function ScheduleWords({ schedule }: { schedule: SchedulePartsFragment }) {
  const { t, i18n } = useTranslation();
  const { frequency, day, minute, format, nextAt, lastAt } = schedule;
  return (
    <span
      className="schedule-words"
      title={lastAt ? t('reports.last', { at: formatDateTime(lastAt, i18n.language) }) : ''}
    >
      {t(`reports.rhythm.${frequency}`, {
        day: frequency === 'WEEKLY' ? weekday(day ?? 1, i18n.language) : day,
        time: clock(minute),
      })}{' '}
      · {format}
      <small>
        {nextAt === null ? t('reports.paused') : t('reports.next', { at: formatDateTime(nextAt, i18n.language) })}
      </small>
    </span>
  );
}
