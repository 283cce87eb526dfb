import { useTranslation } from 'react-i18next';
import { Tag, type Tone } from '../ui/tag';

const tones: Record<string, Tone> = {
  DONE: 'good',
  FAILED: 'bad',
  CANCELLED: 'plain',
  UNDONE: 'plain',
  PAUSED: 'warn',
  RUNNING: 'info',
  REHEARSING: 'info',
  UNDOING: 'info',
  UPLOADING: 'info',
  READY: 'accent',
};

export function StateTag({ state }: { state: string }) {
  const { t } = useTranslation();
  return <Tag tone={tones[state] ?? 'plain'}>{t(`imports.state.${state}`)}</Tag>;
}
