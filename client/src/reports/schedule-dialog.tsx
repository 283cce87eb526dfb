import { Modal, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../app/session';
import { useScheduleReportMutation, type SavedPartsFragment } from '../generated/graphql';
import { readError } from '../lib/errors';
import { toast } from '../ui/toast';
import { clock, weekday } from './schedule-words';
import '../list/save-dialog.css';

type Frequency = 'DAILY' | 'WEEKLY' | 'MONTHLY';

const frequencies: readonly Frequency[] = ['DAILY', 'WEEKLY', 'MONTHLY'];
const days: Readonly<Record<Frequency, number>> = { DAILY: 0, WEEKLY: 7, MONTHLY: 31 };
const halfHours = Array.from({ length: 48 }, (_, i) => i * 30);

/** Has a saved item sent to oneself again and again, on the clocks of this browser. */
export default function ScheduleDialog({ item, onClose }: { item: SavedPartsFragment; onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const { me } = useSession();
  const [frequency, setFrequency] = useState<Frequency>('WEEKLY');
  const [day, setDay] = useState(1);
  const [minute, setMinute] = useState(480);
  const [format, setFormat] = useState<'CSV' | 'XLSX'>('XLSX');
  const [schedule, { loading }] = useScheduleReportMutation({ refetchQueries: ['ReportSchedules'] });
  const run = async () => {
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
    const input = { savedId: item.id, frequency, day: days[frequency] ? day : null, minute, timeZone, format };
    try {
      await schedule({ variables: { input } });
      toast.success(t('schedule.done', { email: me.email ?? '' }));
      onClose();
    } catch (error) {
      const { code, message } = readError(error);
      toast.error(message || t(`error.${code}`));
    }
  };
  const weekly = frequency === 'WEEKLY';
  return (
    <Modal
      open
      title={t('schedule.title', { name: item.name })}
      okText={t('action.save')}
      cancelText={t('action.cancel')}
      confirmLoading={loading}
      onOk={() => void run()}
      onCancel={onClose}
      width={420}
    >
      <label className="save-field">
        {t('schedule.frequency')}
        <Select
          value={frequency}
          onChange={(next) => {
            setFrequency(next);
            setDay(1);
          }}
          aria-label={t('schedule.frequency')}
          options={frequencies.map((value) => ({ value, label: t(`schedule.frequency.${value}`) }))}
        />
      </label>
      {days[frequency] > 0 && (
        <label className="save-field">
          {t(weekly ? 'schedule.weekday' : 'schedule.monthday')}
          <Select
            value={day}
            onChange={setDay}
            aria-label={t(weekly ? 'schedule.weekday' : 'schedule.monthday')}
            options={Array.from({ length: days[frequency] }, (_, i) => ({
              value: i + 1,
              label: weekly ? weekday(i + 1, i18n.language) : i + 1,
            }))}
          />
        </label>
      )}
      <label className="save-field">
        {t('schedule.time')}
        <Select
          value={minute}
          onChange={setMinute}
          aria-label={t('schedule.time')}
          options={halfHours.map((value) => ({ value, label: clock(value) }))}
        />
      </label>
      <label className="save-field">
        {t('schedule.format')}
        <Select
          value={format}
          onChange={setFormat}
          aria-label={t('schedule.format')}
          options={(['XLSX', 'CSV'] as const).map((value) => ({ value, label: value }))}
        />
      </label>
      <p className="save-note">{t('schedule.text')}</p>
    </Modal>
  );
}
