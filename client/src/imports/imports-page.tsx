import { FileUp } from 'lucide-react';
import { useRef, useState, type DragEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { PageHead } from '../administration/page-head';
import { useImportsQuery } from '../generated/graphql';
import { formatDateTime, formatNumber } from '../lib/format';
import { SkeletonLines } from '../ui/card';
import { EmptyState } from '../ui/empty-state';
import { Failure } from '../ui/failure';
import { toast } from '../ui/toast';
import { StateTag } from './state-tag';
import { upload } from './upload';

/** Where files are dropped, and what became of earlier ones. */
export function ImportsPage() {
  const { t, i18n } = useTranslation();
  const { data, loading, error, refetch } = useImportsQuery({ fetchPolicy: 'cache-and-network' });
  const number = (value: number) => formatNumber(value, i18n.language);
  return (
    <div className="imports-scroll">
      <PageHead title={t('imports.title')} text={t('imports.text')} />
      <DropZone />
      {error && !data && <Failure error={error} onRetry={() => void refetch()} />}
      {loading && !data && <SkeletonLines lines={4} height={18} />}
      {data?.imports.length === 0 && (
        <EmptyState icon={<FileUp size={22} />} title={t('imports.none.title')} text={t('imports.none.text')} />
      )}
      {data && data.imports.length > 0 && (
        <table className="admin-table imports-list">
          <thead>
            <tr>
              <th>{t('imports.file')}</th>
              <th>{t('imports.noun')}</th>
              <th>{t('imports.stateOf')}</th>
              <th className="num">{t('imports.created')}</th>
              <th className="num">{t('imports.updated')}</th>
              <th className="num">{t('imports.refused')}</th>
              <th>{t('imports.when')}</th>
            </tr>
          </thead>
          <tbody>
            {data.imports.map((one) => (
              <tr key={one.id}>
                <td>
                  <Link to={`/imports/${one.id}`}>{one.fileName}</Link>
                </td>
                <td>{one.nounName ?? '–'}</td>
                <td>
                  <StateTag state={one.state} />
                </td>
                <td className="num">{number(one.created)}</td>
                <td className="num">{number(one.updated)}</td>
                <td className="num">{number(one.refused)}</td>
                <td>{formatDateTime(one.createdAt, i18n.language)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  );
}

function DropZone() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const [share, setShare] = useState<number | null>(null);
  const take = async (files: readonly File[]) => {
    if (files.length === 0 || share !== null) return;
    setShare(0);
    try {
      const ids: string[] = [];
      for (const file of files) ids.push(await upload(file, (part) => setShare((ids.length + part) / files.length)));
      await navigate(ids.length === 1 ? `/imports/${ids[0]}` : `/imports/together?ids=${ids.join(',')}`);
    } catch (error) {
      toast.error((error as Error).message);
      setShare(null);
    }
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    void take([...event.dataTransfer.files]);
  };
  return (
    <div
      className={over ? 'drop drop-over' : 'drop'}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <FileUp size={26} aria-hidden />
      {share === null ? (
        <>
          <strong>{t('imports.drop')}</strong>
          <p>{t('imports.formats')}</p>
          <button type="button" className="drop-button" onClick={() => input.current?.click()}>
            {t('imports.choose')}
          </button>
        </>
      ) : (
        <>
          <strong>{t('imports.uploading')}</strong>
          <Bar share={share} label={t('imports.uploading')} />
        </>
      )}
      <input
        ref={input}
        type="file"
        multiple
        hidden
        data-testid="import-file"
        onChange={(event) => void take([...(event.target.files ?? [])])}
      />
    </div>
  );
}

/** How far something is. */
export function Bar({ share, label }: { share: number; label: string }) {
  const percent = Math.round(share * 100);
  return (
    <div
      className="bar"
      role="progressbar"
      aria-label={label}
      aria-valuenow={percent}
      aria-valuemin={0}
      aria-valuemax={100}
    >
      <span style={{ width: `${percent}%` }} />
    </div>
  );
}
