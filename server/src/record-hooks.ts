import { consentHooks } from './consents/consent.hooks';
import { customerHooks } from './customers/customer.hooks';
import { opportunityHooks } from './opportunities/opportunity.hooks';
import { orderHooks } from './orders/order.hooks';
import type { RecordHooks } from './records/hooks';
import { ticketHooks } from './tickets/ticket.hooks';

/** What the slices add to the writing of their nouns, by noun. */
export const recordHooks: ReadonlyMap<string, RecordHooks> = new Map(
  [consentHooks, customerHooks, opportunityHooks, orderHooks, ticketHooks].map((hooks) => [hooks.noun, hooks]),
);
