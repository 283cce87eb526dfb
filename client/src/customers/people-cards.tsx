import { Mail, Phone } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useCustomerConsentsQuery, useCustomerContactsQuery } from '../generated/graphql';
import { formatDate } from '../lib/format';
import { mailHref, phoneHref } from '../lib/reach';
import { NewRecord } from '../record/lazy-record-drawer';
import { RecordButton } from '../record/record-button';
import { AccessWhy } from '../ui/access-why';
import { Avatar } from '../ui/avatar';
import { Card, SkeletonLines } from '../ui/card';
import { Failure } from '../ui/failure';
import { Tag } from '../ui/tag';

/** The people at this customer, each a tap away. */
export function ContactsCard({ id }: { id: string }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useCustomerContactsQuery({ variables: { id } });
  const contacts = data?.customer?.contacts.nodes;
  return (
    <Card
      title={t('record.contacts')}
      extra={
        <>
          {contacts?.length}
          <NewRecord type="Contact" given={{ customerId: id }} small />
        </>
      }
      label={t('record.contacts')}
    >
      {error && !contacts ? (
        <Failure error={error} compact onRetry={() => void refetch().catch(() => undefined)} />
      ) : !contacts ? (
        <SkeletonLines lines={2} />
      ) : contacts.length === 0 ? (
        <p className="card-none">{t('contacts.empty')}</p>
      ) : (
        <ul className="people">
          {contacts.map((contact) => {
            const { access } = contact;
            const closed = access.masked.includes('primaryPhone') || access.hidden.includes('primaryPhone');
            const call = phoneHref(contact.primaryPhone);
            const write = access.masked.includes('primaryEmail') ? null : mailHref(contact.primaryEmail);
            return (
              <li key={contact.id}>
                <Avatar name={contact.name} size={26} />
                <span>
                  <b>
                    <RecordButton type="Contact" id={contact.id} title={contact.name ?? t('value.unnamed')}>
                      {contact.name ?? t('value.unnamed')}
                    </RecordButton>
                  </b>
                  {contact.title && <small>{contact.title}</small>}
                </span>
                {closed ? (
                  <AccessWhy
                    reason={access.masked.includes('primaryPhone') ? 'masked' : 'hidden'}
                    type="Contact"
                    id={contact.id}
                    field="primaryPhone"
                    label={t('field.contact.primaryPhone')}
                    text={access.masked.includes('primaryPhone') ? undefined : ''}
                  />
                ) : (
                  <span className="people-reach">
                    {call && (
                      <a href={call} className="icon-button" aria-label={t('contacts.call', { name: contact.name })}>
                        <Phone size={14} aria-hidden />
                      </a>
                    )}
                    {write && (
                      <a href={write} className="icon-button" aria-label={t('contacts.mail', { name: contact.name })}>
                        <Mail size={14} aria-hidden />
                      </a>
                    )}
                  </span>
                )}
              </li>
            );
          })}
        </ul>
      )}
    </Card>
  );
}

/** What the customer agreed to, by purpose. */
export function ConsentsCard({ id }: { id: string }) {
  const { t, i18n } = useTranslation();
  const { data, error } = useCustomerConsentsQuery({ variables: { id } });
  const consents = data?.consents.nodes;
  if (error) return null; // Not everybody reads consents; the record stands without them.
  return (
    <Card title={t('record.consents')} extra={consents?.length} label={t('record.consents')}>
      {!consents ? (
        <SkeletonLines lines={1} />
      ) : consents.length === 0 ? (
        <p className="card-none">{t('consents.empty')}</p>
      ) : (
        <ul className="tag-row">
          {consents.map(({ id: key, purpose, state, decidedAt }) => (
            <li key={key} title={formatDate(decidedAt, i18n.language)}>
              <Tag tone={state === 'GIVEN' ? 'good' : 'bad'} dot>
                {t(state === 'GIVEN' ? 'consents.given' : 'consents.withdrawn', {
                  purpose: t(`enum.consentPurpose.${purpose}`),
                })}
              </Tag>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
