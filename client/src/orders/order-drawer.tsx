import { Drawer } from 'antd';
import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import { CustomValue, customValuesOf } from '../custom/custom-value';
import { useCustomFields } from '../custom/use-custom-fields';
import { useOrderItemsQuery, type OrderRowFragment } from '../generated/graphql';
import { SkeletonLines } from '../ui/card';
import { Failure } from '../ui/failure';
import { Guarded } from '../ui/guarded';
import { CustomerLink } from '../ui/record-links';
import { Day, Money, StatusTag } from '../ui/values';
import './order-drawer.css';

/** What was bought, line by line. */
export default function OrderDrawer({ order, onClose }: { order: OrderRowFragment; onClose: () => void }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useOrderItemsQuery({ variables: { id: order.id } });
  const added = useCustomFields('Order').filter(({ readable }) => readable);
  const items = data?.order?.items.nodes;
  return (
    <Drawer open onClose={onClose} size={560} title={t('orders.one', { code: order.code ?? '' })}>
      <dl className="facts">
        <dt>{t('field.order.customer')}</dt>
        <dd>
          <CustomerLink customer={order.customer} />
        </dd>
        <dt>{t('field.order.orderedAt')}</dt>
        <dd>
          <Day at={order.orderedAt} />
        </dd>
        <dt>{t('field.order.status')}</dt>
        <dd>
          <StatusTag prefix="enum.orderStatus" value={order.status} />
        </dd>
        {added.map((field) => (
          <Fragment key={field.key}>
            <dt>{field.label}</dt>
            <dd>
              <Guarded type="Order" id={order.id} access={order.access} field={field.name} label={field.label}>
                <CustomValue field={field} value={customValuesOf(order)[field.key]} currency={order.currency} />
              </Guarded>
            </dd>
          </Fragment>
        ))}
      </dl>
      {error ? (
        <Failure error={error} onRetry={() => void refetch()} />
      ) : !items ? (
        <SkeletonLines lines={5} />
      ) : (
        <table className="lines">
          <thead>
            <tr>
              <th scope="col">{t('field.orderItem.product')}</th>
              <th scope="col">{t('field.orderItem.quantity')}</th>
              <th scope="col">{t('field.orderItem.unitPrice')}</th>
              <th scope="col">{t('field.orderItem.amount')}</th>
            </tr>
          </thead>
          <tbody>
            {items.map((item) => (
              <tr key={item.id}>
                <td>{item.product?.name ?? t('value.none')}</td>
                <td className="num">{item.quantity === null ? '' : Number(item.quantity)}</td>
                <td>
                  <Money amount={item.unitPrice} currency={order.currency} />
                </td>
                <td>
                  <Money amount={item.amount} currency={order.currency} />
                </td>
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row" colSpan={3}>
                {t('field.order.total')}
              </th>
              <td>
                <Money amount={order.total} currency={order.currency} />
              </td>
            </tr>
          </tfoot>
        </table>
      )}
    </Drawer>
  );
}
