import type { Policy } from './access/policy';
import { activityPolicy } from './activities/activity.policy';
import { consentPolicy } from './consents/consent.policy';
import { contactPolicy } from './contacts/contact.policy';
import { customerPolicy } from './customers/customer.policy';
import { opportunityPolicy } from './opportunities/opportunity.policy';
import { orderItemPolicy } from './orders/order-item.policy';
import { orderPolicy } from './orders/order.policy';
import { productPolicy } from './products/product.policy';
import { sharePolicy } from './shares/share.policy';
import { teamPolicy } from './teams/team.policy';
import { ticketPolicy } from './tickets/ticket.policy';
import { userPolicy } from './users/user.policy';

/** The built-in policy of every noun; administrators' rules overlay them. */
export const builtInPolicies: readonly Policy[] = [
  teamPolicy,
  userPolicy,
  customerPolicy,
  contactPolicy,
  activityPolicy,
  productPolicy,
  orderPolicy,
  orderItemPolicy,
  opportunityPolicy,
  ticketPolicy,
  consentPolicy,
  sharePolicy,
];
