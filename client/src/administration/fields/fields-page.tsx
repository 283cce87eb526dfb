import { useApolloClient } from '@apollo/client/react';
import { Button, Select } from 'antd';
import { ArrowDown, ArrowUp, ListPlus, Pencil, Plus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { useSession } from '../../app/session';
import {
  useChangeFieldMutation,
  useFieldDefinitionsQuery,
  type FieldDefinitionPartsFragment,
} from '../../generated/graphql';
import { readError } from '../../lib/errors';
import { SkeletonLines } from '../../ui/card';
import { EmptyState } from '../../ui/empty-state';
import { Failure } from '../../ui/failure';
import { Tag } from '../../ui/tag';
import { toast } from '../../ui/toast';
import { forgetRules } from '../rules/forget-rules';
import { PageHead } from '../page-head';
import { FieldDrawer } from './field-drawer';
import { fieldTypes, nameIn } from './field-words';
import './fields.css';

type Definition = FieldDefinitionPartsFragment;

/** Fields that were added to records: what each holds, in which order forms show them, which are out of use. */
export default function FieldsPage() {
  const { t, i18n } = useTranslation();
  const { me } = useSession();
  const client = useApolloClient();
  const [params, setParams] = useSearchParams();
  const { data, error, refetch } = useFieldDefinitionsQuery({ fetchPolicy: 'cache-and-network' });
  const [change] = useChangeFieldMutation();
  const [open, setOpen] = useState<'closed' | 'new' | Definition>('closed');
  const asked = params.get('type');
  const type = fieldTypes.find((one) => one === asked) ?? fieldTypes[0];
  const all = data?.customFieldDefinitions ?? [];
  const fields = all.filter((field) => field.type === type);
  const used = fields.filter(({ retiredAt }) => !retiredAt);
  const mayRule = me.rights.includes('roles:manage');

  const saved = () => {
    void forgetRules(client);
  };
  /** Positions are given anew, so that fields of one place find an order. */
  const move = async (field: Definition, by: number) => {
    const order = [...used];
    const from = order.indexOf(field);
    order.splice(from, 1);
    order.splice(from + by, 0, field);
    try {
      for (const [position, one] of order.entries()) {
        if (one.position !== position)
          await change({ variables: { input: { id: one.id, version: one.version, position } } });
      }
    } catch (problem) {
      const { code, message } = readError(problem);
      toast.error(message || t(`error.${code}`));
    }
    saved();
  };
  const add = (
    <Button type="primary" icon={<Plus size={14} />} onClick={() => setOpen('new')}>
      {t('admin.fields.new')}
    </Button>
  );
  return (
    <div className="admin-scroll">
      <PageHead
        title={t('admin.fields.title')}
        text={
          <>
            {t('admin.fields.text')} {mayRule && <Link to={`/admin/roles`}>{t('admin.fields.toRules')}</Link>}
          </>
        }
        actions={add}
      />
      <div className="admin-bar">
        <Select
          aria-label={t('admin.fields.type')}
          value={type}
          options={fieldTypes.map((one) => ({
            value: one,
            label: `${t(`admin.fields.type.${one}`)} (${all.filter((field) => field.type === one && !field.retiredAt).length})`,
          }))}
          onChange={(next) => setParams({ type: next }, { replace: true })}
        />
      </div>
      {error ? (
        <Failure error={error} onRetry={() => void refetch()} />
      ) : !data ? (
        <SkeletonLines lines={8} height={16} />
      ) : fields.length === 0 ? (
        <EmptyState
          icon={<ListPlus size={22} />}
          title={t('admin.fields.none.title')}
          text={t('admin.fields.none.text')}
          action={add}
        />
      ) : (
        <table className="admin-table fields-table">
          <thead>
            <tr>
              <th>{t('admin.field.name')}</th>
              <th>{t('admin.fields.key')}</th>
              <th>{t('admin.fields.kind')}</th>
              <th>{t('admin.field.state')}</th>
              <th>
                <span className="visually-hidden">{t('admin.field.doings')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {fields.map((field) => (
              <tr key={field.id} data-field={field.key} className={field.retiredAt ? 'row-off' : undefined}>
                <td>
                  <b>{nameIn(field.label, i18n.language)}</b>
                  {field.help && <small>{field.help}</small>}
                </td>
                <td>
                  <code>custom.{field.key}</code>
                </td>
                <td>
                  {t(`admin.fields.kind.${field.kind}`)}
                  <small>{detailOf(field, t, i18n.language)}</small>
                </td>
                <td>
                  {field.retiredAt ? (
                    <Tag>{t('admin.fields.retired')}</Tag>
                  ) : (
                    <span className="tag-row">
                      <Tag tone="good" dot>
                        {t('admin.fields.inUse')}
                      </Tag>
                      {field.required && <Tag>{t('admin.fields.required')}</Tag>}
                    </span>
                  )}
                </td>
                <td className="fields-doings">
                  {!field.retiredAt && (
                    <>
                      <IconButton
                        icon={<ArrowUp size={13} />}
                        label={t('admin.fields.up', { name: nameIn(field.label, i18n.language) })}
                        disabled={used[0] === field}
                        onClick={() => void move(field, -1)}
                      />
                      <IconButton
                        icon={<ArrowDown size={13} />}
                        label={t('admin.fields.down', { name: nameIn(field.label, i18n.language) })}
                        disabled={used.at(-1) === field}
                        onClick={() => void move(field, 1)}
                      />
                    </>
                  )}
                  <IconButton
                    icon={<Pencil size={13} />}
                    label={t('admin.fields.change', { name: nameIn(field.label, i18n.language) })}
                    onClick={() => setOpen(field)}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {open !== 'closed' && (
        <FieldDrawer
          type={type}
          field={open === 'new' ? undefined : open}
          taken={new Set(all.filter((field) => field.type === type).map(({ key }) => key))}
          onClose={() => setOpen('closed')}
          onSaved={saved}
        />
      )}
    </div>
  );
}

function IconButton({
  icon,
  label,
  disabled,
  onClick,
}: {
  icon: React.ReactNode;
  label: string;
  disabled?: boolean;
  onClick: () => void;
}) {
  return (
    <Button
      size="small"
      type="text"
      icon={icon}
      aria-label={label}
      title={label}
      disabled={disabled}
      onClick={onClick}
    />
  );
}

/** What else is worth knowing of a kind, in a few words. */
function detailOf(field: Definition, t: (key: string) => string, language: string): string {
  if (field.kind === 'link') return t(`admin.fields.target.${field.to}`);
  if (field.kind === 'money') return field.currency ?? t('admin.fields.ownCurrency');
  const offered = field.choices.filter(({ active }) => active);
  return offered
    .slice(0, 5)
    .map((choice) => nameIn(choice, language))
    .join(' · ');
}
