import { useTranslation } from 'react-i18next';
import { useOrderItemsQuery, type OrderRowFragment } from '../generated/graphql';
import RecordDrawer from '../record/record-drawer';
import { SkeletonLines } from '../ui/card';
import { Failure } from '../ui/failure';
import { Money } from '../ui/values';
import './order-drawer.css';

/** What was bought, line by line. */
export default function OrderDrawer({ order, onClose }: { order: OrderRowFragment; onClose: () => void }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useOrderItemsQuery({ variables: { id: order.id } });
  const items = data?.order?.items.nodes;
  return (
    <RecordDrawer type="Order" id={order.id} onClose={onClose} title={t('orders.one', { code: order.code ?? '' })}>
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
    </RecordDrawer>
  );
}
