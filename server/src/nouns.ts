import { activity } from './activities/activity.entity';
import { consent } from './consents/consent.entity';
import { contact } from './contacts/contact.entity';
import { customer } from './customers/customer.entity';
import type { NounDefinition } from './model/noun';
import { opportunity } from './opportunities/opportunity.entity';
import { order } from './orders/order.entity';
import { orderItem } from './orders/order-item.entity';
import { product } from './products/product.entity';
import { share } from './shares/share.entity';
import { team } from './teams/team.entity';
import { ticket } from './tickets/ticket.entity';
import { user } from './users/user.entity';

/** Every noun of the product, in an order in which tables can be made: what is linked to comes first. */
export const nounDefinitions: readonly NounDefinition[] = [
  team,
  user,
  customer,
  contact,
  activity,
  product,
  order,
  orderItem,
  opportunity,
  ticket,
  consent,
  share,
];
