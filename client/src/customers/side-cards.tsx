import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useCustomerTimelineQuery, type CustomerProfileFragment } from '../generated/graphql';
import { encodeFilter } from '../lib/filters';
import { formatMoney } from '../lib/format';
import { RecordButton } from '../record/record-button';
import { AccessWhy } from '../ui/access-why';
import { Card, SkeletonLines } from '../ui/card';
import { Tag, toneOf } from '../ui/tag';
import { Day, Money, StatusTag } from '../ui/values';
import { isShown } from './customer-form-fields';
import { Sparkline } from './sparkline';

const SHOWN = 5;

/** What the customer is worth and what is going on with them. */
export function SideCards({ customer }: { customer: CustomerProfileFragment }) {
  const { t, i18n } = useTranslation();
  const { data } = useCustomerTimelineQuery({ variables: { id: customer.id } });
  const related = data?.customer;
  const orders = related?.orders.nodes ?? [];
  const listOf = (path: string) =>
    `${path}?f=${encodeURIComponent(encodeFilter({ field: 'customer', operator: 'eq', values: [customer.name ?? ''] }))}`;
  return (
    <>
      <Card title={t('record.value')} label={t('record.value')}>
        {isShown(customer.access, 'lifetimeValue') ? (
          <>
            <p className="big-number num">
              {formatMoney(customer.lifetimeValue ?? '0', customer.currency, i18n.language)}
            </p>
            <p className="card-none">
              {related
                ? t('value.orders', { count: orders.length, more: related.orders.pageInfo.hasNextPage ? '+' : '' })
                : ' '}
            </p>
            <Sparkline values={orders.map(({ total }) => Number(total ?? 0)).reverse()} label={t('value.trend')} />
          </>
        ) : (
          <AccessWhy
            reason="hidden"
            type="Customer"
            id={customer.id}
            field="lifetimeValue"
            label={t('field.customer.lifetimeValue')}
          />
        )}
      </Card>
      <Card
        title={t('opportunities.title')}
        extra={related?.opportunities.nodes.length}
        label={t('opportunities.title')}
      >
        {!related ? (
          <SkeletonLines lines={2} />
        ) : related.opportunities.nodes.length === 0 ? (
          <p className="card-none">{t('record.noOpportunities')}</p>
        ) : (
          <ul className="related">
            {related.opportunities.nodes.slice(0, SHOWN).map((one) => (
              <li key={one.id}>
                <span>
                  <b>
                    <RecordButton
                      type="Opportunity"
                      id={one.id}
                      title={one.name ?? one.product?.name ?? t('value.unnamed')}
                    >
                      {one.name ?? one.product?.name ?? t('value.unnamed')}
                    </RecordButton>
                  </b>
                  {one.stage && <Tag tone={toneOf(one.stage.key)}>{one.stage.name}</Tag>}
                </span>
                <small>
                  <Money amount={one.amount} currency={one.currency} short />
                </small>
              </li>
            ))}
          </ul>
        )}
        {related && related.opportunities.nodes.length > SHOWN && <More to={listOf('/opportunities')} />}
      </Card>
      <Card title={t('orders.title')} extra={related && orders.length} label={t('orders.title')}>
        {!related ? (
          <SkeletonLines lines={2} />
        ) : orders.length === 0 ? (
          <p className="card-none">{t('record.noOrders')}</p>
        ) : (
          <ul className="related">
            {orders.slice(0, SHOWN).map((order) => (
              <li key={order.id}>
                <span>
                  <b className="num">
                    <RecordButton type="Order" id={order.id} title={t('orders.one', { code: order.code ?? '' })}>
                      {order.code ?? t('value.unnamed')}
                    </RecordButton>
                  </b>
                  <small>
                    <Day at={order.orderedAt} />
                  </small>
                </span>
                <small>
                  <Money amount={order.total} currency={order.currency} />
                </small>
              </li>
            ))}
          </ul>
        )}
        {orders.length > SHOWN && <More to={listOf('/orders')} />}
      </Card>
      <Card title={t('tickets.title')} extra={related?.tickets.nodes.length} label={t('tickets.title')}>
        {!related ? (
          <SkeletonLines lines={2} />
        ) : related.tickets.nodes.length === 0 ? (
          <p className="card-none">{t('record.noTickets')}</p>
        ) : (
          <ul className="related">
            {related.tickets.nodes.slice(0, SHOWN).map((ticket) => (
              <li key={ticket.id}>
                <span>
                  <b>
                    <RecordButton
                      type="Ticket"
                      id={ticket.id}
                      title={ticket.subject ?? ticket.number ?? t('value.unnamed')}
                    >
                      {ticket.subject ?? ticket.number ?? t('value.unnamed')}
                    </RecordButton>
                  </b>
                </span>
                <StatusTag prefix="enum.ticketStatus" value={ticket.status} />
              </li>
            ))}
          </ul>
        )}
        {related && related.tickets.nodes.length > SHOWN && <More to={listOf('/tickets')} />}
      </Card>
    </>
  );
}

function More({ to }: { to: string }) {
  const { t } = useTranslation();
  return (
    <Link className="link related-more" to={to}>
      {t('record.all')}
    </Link>
  );
}
