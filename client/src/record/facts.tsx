import type { AnyRecordQuery } from '../generated/graphql';
import { CustomerLink } from '../ui/record-links';
import { Ago, Day, EntryTag, MailLink, Money, PhoneLink, StatusTag, Text } from '../ui/values';
import type { Fact } from './record-kinds';

const fact = (field: string, value: Fact['value']): Fact => ({ field, value });

/** The built-in fields of whatever record was asked for, in the order people look for them. */
export function factsOf(data: AnyRecordQuery, t: (key: string) => string): Fact[] {
  const { contact, opportunity, order, ticket, product, activity } = data;
  if (contact) {
    return [
      fact('customer', <CustomerLink customer={contact.customer} />),
      fact('title', <Text>{contact.title}</Text>),
      fact('primaryPhone', <PhoneLink phone={contact.primaryPhone} />),
      fact('primaryEmail', <MailLink address={contact.primaryEmail} />),
    ];
  }
  if (opportunity) {
    return [
      fact('customer', <CustomerLink customer={opportunity.customer} />),
      fact('stage', <EntryTag entry={opportunity.stage} />),
      fact('amount', <Money amount={opportunity.amount} currency={opportunity.currency} />),
      fact('product', <Text>{opportunity.product?.name}</Text>),
      fact('owner', <Text>{opportunity.owner?.name}</Text>),
      fact('closedAt', <Day at={opportunity.closedAt} />),
    ];
  }
  if (order) {
    return [
      fact('customer', <CustomerLink customer={order.customer} />),
      fact('orderedAt', <Day at={order.orderedAt} />),
      fact('status', <StatusTag prefix="enum.orderStatus" value={order.status} />),
    ];
  }
  if (ticket) {
    return [
      fact('number', <Text>{ticket.number}</Text>),
      fact('customer', <CustomerLink customer={ticket.customer} />),
      fact('status', <StatusTag prefix="enum.ticketStatus" value={ticket.status} />),
      fact('priority', <StatusTag prefix="enum.ticketPriority" value={ticket.priority} />),
      fact('assignee', <Text>{ticket.assignee?.name}</Text>),
      fact('createdAt', <Ago at={ticket.createdAt} />),
    ];
  }
  if (product) {
    return [
      fact('code', <Text>{product.code}</Text>),
      fact('category', <EntryTag entry={product.category} />),
      fact('price', <Money amount={product.price} currency={product.currency} />),
    ];
  }
  if (activity) {
    return [
      fact('customer', <CustomerLink customer={activity.customer} />),
      fact('kind', <Text>{activity.kind && t(`enum.activityKind.${activity.kind}`)}</Text>),
      fact('occurredAt', <Day at={activity.occurredAt} />),
      fact('owner', <Text>{activity.owner?.name}</Text>),
      fact('body', <Text>{activity.body}</Text>),
    ];
  }
  return [];
}
