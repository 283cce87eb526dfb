import { Button } from 'antd';
import { CircleStop, Download, Pause, Play, Undo2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  useCancelImportMutation,
  usePauseImportMutation,
  useRunImportMutation,
  useUndoImportMutation,
  type ImportPartsFragment,
} from '../generated/graphql';
import { readError } from '../lib/errors';
import { formatDate, formatNumber } from '../lib/format';
import { Card } from '../ui/card';
import ConfirmDialog from '../ui/confirm-dialog';
import { toast } from '../ui/toast';
import { Figures } from './figures';
import { Bar } from './imports-page';

interface Kept {
  line: number;
  reason: string;
}

/** An import that runs or ran: how far it is, what became of the rows, and the ways back. */
export function RunCard({ one }: { one: ImportPartsFragment }) {
  const { t, i18n } = useTranslation();
  const [asked, setAsked] = useState<'undo' | 'cancel' | null>(null);
  const [run] = useRunImportMutation();
  const [pause] = usePauseImportMutation();
  const [cancel] = useCancelImportMutation();
  const [undo] = useUndoImportMutation();
  const { id, state } = one;
  const number = (value: number) => formatNumber(value, i18n.language);
  const act = async (doing: typeof run | typeof pause | typeof cancel | typeof undo) => {
    try {
      await doing({ variables: { id } });
    } catch (failure) {
      const { code, message } = readError(failure);
      toast.error(message || t(`error.${code}`));
    }
  };
  const ended = ['DONE', 'CANCELLED', 'PAUSED', 'FAILED', 'READY'].includes(state);
  const late = ['DONE', 'CANCELLED'].includes(state) && one.undoUntil === null;
  const kept = (one.keptRows as Kept[] | null) ?? [];
  return (
    <div className="import-steps">
      <Card title={t(`imports.state.${state}`)} extra={one.nounName} label={t('imports.step.run')}>
        <Bar share={one.progress} label={t('imports.step.run')} />
        <p className="import-soft import-pace">
          {state === 'RUNNING' && one.secondsLeft !== null && (
            <span>{t('imports.left', { seconds: number(one.secondsLeft) })}</span>
          )}
          {one.rowsPerSecond !== null && one.rowsPerSecond > 0 && (
            <span>{t('imports.pace', { rows: number(Math.round(one.rowsPerSecond)) })}</span>
          )}
        </p>
        <Figures {...one} />
        {one.fault && <p className="import-note">{one.fault}</p>}
        {one.undoUntil && one.created + one.updated > 0 && (
          <p className="import-soft">{t('imports.undoUntil', { date: formatDate(one.undoUntil, i18n.language) })}</p>
        )}
        {late && one.created + one.updated > 0 && <p className="import-soft">{t('imports.undoOver')}</p>}
        {state === 'UNDONE' && (
          <p className="import-note">
            {one.kept === 0
              ? t('imports.undoneWhole')
              : t('imports.undoneKept', { count: one.kept, formatted: number(one.kept) })}
          </p>
        )}
        {kept.length > 0 && (
          <ul className="import-kept">
            {kept.slice(0, 20).map(({ line, reason }) => (
              <li key={line}>
                {t('imports.line', { line: number(line) })} {t(`imports.kept.${reason}`)}
              </li>
            ))}
          </ul>
        )}
        <footer className="import-doings">
          {one.refusedUrl && (
            <Button icon={<Download size={14} />} href={one.refusedUrl} download>
              {t('imports.refusedFile')}
            </Button>
          )}
          {state === 'RUNNING' && (
            <>
              <Button danger type="text" icon={<CircleStop size={14} />} onClick={() => setAsked('cancel')}>
                {t('imports.cancel')}
              </Button>
              <Button icon={<Pause size={14} />} onClick={() => void act(pause)}>
                {t('imports.pause')}
              </Button>
            </>
          )}
          {ended && !late && one.created + one.updated > 0 && (
            <Button danger icon={<Undo2 size={14} />} onClick={() => setAsked('undo')}>
              {t('imports.undo')}
            </Button>
          )}
          {['PAUSED', 'FAILED', 'READY'].includes(state) && (
            <Button type="primary" icon={<Play size={14} />} onClick={() => void act(run)}>
              {t('imports.resume')}
            </Button>
          )}
        </footer>
      </Card>
      {asked && (
        <ConfirmDialog
          title={t(`imports.ask.${asked}.title`)}
          text={t(`imports.ask.${asked}.text`)}
          confirm={t(`imports.ask.${asked}.confirm`)}
          onConfirm={() => act(asked === 'undo' ? undo : cancel)}
          onClose={() => setAsked(null)}
        />
      )}
    </div>
  );
}
