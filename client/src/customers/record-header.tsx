import { Button } from 'antd';
import { ChevronLeft, Ellipsis, Mail, Pencil, Phone, Trash2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { CustomerProfileFragment } from '../generated/graphql';
import { mailHref, phoneHref } from '../lib/reach';
import { Avatar } from '../ui/avatar';
import { Menu } from '../ui/menu';
import { Ago, EntryTag, StatusTag } from '../ui/values';
import { isShown } from './customer-form-fields';

interface RecordHeaderProps {
  customer: CustomerProfileFragment;
  onEdit: () => void;
  onDelete: () => void;
}

export function RecordHeader({ customer, onEdit, onDelete }: RecordHeaderProps) {
  const { t } = useTranslation();
  const { access } = customer;
  const call = isShown(access, 'primaryPhone') ? phoneHref(customer.primaryPhone) : null;
  const write = isShown(access, 'primaryEmail') ? mailHref(customer.primaryEmail) : null;
  return (
    <header className="record-head">
      <Link to="/customers" className="icon-button" aria-label={t('record.back')}>
        <ChevronLeft size={18} aria-hidden />
      </Link>
      <Avatar name={customer.name} size={44} square={customer.kind === 'COMPANY'} />
      <div className="record-who">
        <h1>
          {customer.name ?? t('value.unnamed')} {customer.tier && <EntryTag entry={customer.tier} />}{' '}
          {customer.status && <StatusTag prefix="enum.customerStatus" value={customer.status} />}
        </h1>
        <p>
          {[
            customer.kind && t(`enum.customerKind.${customer.kind}`),
            customer.region?.name,
            customer.owner?.name && t('record.owner', { name: customer.owner.name }),
            customer.team?.name,
          ]
            .filter(Boolean)
            .join(' · ')}
          {customer.lastActivityAt && (
            <>
              {' · '}
              <Ago at={customer.lastActivityAt} />
            </>
          )}
        </p>
      </div>
      <div className="record-actions">
        <Button icon={<Phone size={14} />} href={call ?? undefined} disabled={!call}>
          {t('record.call')}
        </Button>
        <Button icon={<Mail size={14} />} href={write ?? undefined} disabled={!write}>
          {t('record.mail')}
        </Button>
        {(access.canUpdate || access.canDelete) && (
          <Menu
            placement="bottomRight"
            items={[
              ...(access.canUpdate
                ? [{ key: 'edit', icon: <Pencil size={14} />, label: t('action.edit'), onSelect: onEdit }]
                : []),
              ...(access.canDelete
                ? [
                    {
                      key: 'delete',
                      danger: true,
                      icon: <Trash2 size={14} />,
                      label: t('action.delete'),
                      onSelect: onDelete,
                    },
                  ]
                : []),
            ]}
          >
            <Button icon={<Ellipsis size={16} />} aria-label={t('record.more')} />
          </Menu>
        )}
      </div>
    </header>
  );
}
