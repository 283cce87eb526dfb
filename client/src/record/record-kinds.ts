import type { ReactNode } from 'react';
import type { AccessPartsFragment, AnyRecordQuery, ChangePartsFragment } from '../generated/graphql';

/** Types of record that open beside the page they are met on; customers have a page of their own. */
export const recordTypes = ['Contact', 'Opportunity', 'Order', 'Ticket', 'Product', 'Activity'] as const;
export type RecordType = (typeof recordTypes)[number];

/** A record of any of them: what all have. */
export interface AnyRecord {
  id: string;
  version: number;
  customValues: unknown;
  currency?: string | null;
  access: AccessPartsFragment;
  history: ChangePartsFragment;
}

/** Name of a type in queries and in words. */
export const nounOf = (type: RecordType): Uncapitalize<RecordType> => type.toLowerCase() as Uncapitalize<RecordType>;

/** Variables that ask for a record of one type. */
export const asking = (type: RecordType, id: string) => ({
  id,
  contact: type === 'Contact',
  opportunity: type === 'Opportunity',
  order: type === 'Order',
  ticket: type === 'Ticket',
  product: type === 'Product',
  activity: type === 'Activity',
});

/** The record that was asked for; null where it is not in the person's view, undefined until it is there. */
export const recordIn = (data: AnyRecordQuery | undefined, type: RecordType): AnyRecord | null | undefined =>
  data && (data[nounOf(type)] as AnyRecord | null | undefined);

/** A built-in field as the drawer shows it. */
export interface Fact {
  field: string;
  value: ReactNode;
}
