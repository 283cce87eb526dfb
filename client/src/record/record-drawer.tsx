import { Drawer } from 'antd';
import { Fragment, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useCustomFields } from '../custom/use-custom-fields';
import { useAnyRecordQuery } from '../generated/graphql';
import { SkeletonLines } from '../ui/card';
import { EmptyState } from '../ui/empty-state';
import { Failure } from '../ui/failure';
import { Guarded } from '../ui/guarded';
import { AddedLine } from './added-line';
import { Changes } from './changes';
import { factsOf } from './facts';
import { asking, nounOf, recordIn, type RecordType } from './record-kinds';
import './record-drawer.css';

interface RecordDrawerProps {
  type: RecordType;
  id: string;
  title: string;
  onClose: () => void;
  /** Between what is known of the record and what became of it. */
  children?: ReactNode;
}

/** One record of any type beside the page it was met on: its fields, those a company added, and its past. */
export default function RecordDrawer({ type, id, title, onClose, children }: RecordDrawerProps) {
  const { t } = useTranslation();
  const { data, error, refetch } = useAnyRecordQuery({
    variables: asking(type, id),
    fetchPolicy: 'cache-and-network',
  });
  const added = useCustomFields(type);
  const record = recordIn(data, type);
  const again = () => void refetch().catch(() => undefined);
  return (
    <Drawer open onClose={onClose} size={560} title={title}>
      {error && !record ? (
        <Failure error={error} onRetry={again} />
      ) : record === null ? (
        <EmptyState title={t('record.gone.title')} text={t('record.none.text')} />
      ) : !record || !data ? (
        <SkeletonLines lines={6} />
      ) : (
        <>
          <dl className="record-facts">
            {factsOf(data, t).map(({ field, value }) => {
              const label = t(`field.${nounOf(type)}.${field}`);
              return (
                <Fragment key={field}>
                  <dt>{label}</dt>
                  <dd>
                    <Guarded type={type} id={id} access={record.access} field={field} label={label}>
                      {value}
                    </Guarded>
                  </dd>
                </Fragment>
              );
            })}
            {added
              .filter(({ readable, updatable }) => readable || updatable)
              .map((field) => (
                <Fragment key={field.key}>
                  <dt title={field.help || undefined}>{field.label}</dt>
                  <dd data-added={field.key}>
                    <AddedLine type={type} record={record} field={field} onSaved={again} />
                  </dd>
                </Fragment>
              ))}
          </dl>
          {children}
          <Changes type={type} record={record} added={added} />
        </>
      )}
    </Drawer>
  );
}
