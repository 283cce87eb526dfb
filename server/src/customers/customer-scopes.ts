import type { Predicate } from '../access/predicate';
import { customerPolicy } from './customer.policy';

/** The customer's scopes seen from a record that hangs on it: `own` means "of an own customer". */
export const customerScopes = (link = 'customer'): Record<string, Predicate> =>
  Object.fromEntries(
    Object.entries(customerPolicy.scopes).map(([name, where]) => [name, { kind: 'via', link, where } as const]),
  );

/** Consent for marketing, seen from a record that hangs on the customer who gave it. */
export const customerConsent = (link = 'customer'): { marketing: Predicate } => ({
  marketing: { kind: 'via', link, where: customerPolicy.consent!.marketing! },
});
