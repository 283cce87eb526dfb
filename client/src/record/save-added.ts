import type { ApolloClient, DocumentNode } from '@apollo/client';
import { customFormValue, toInput } from '../custom/custom-form';
import { customValuesOf } from '../custom/custom-value';
import type { CustomField } from '../custom/use-custom-fields';
import {
  AnyRecordDocument,
  SaveAddedToActivityDocument,
  SaveAddedToContactDocument,
  SaveAddedToOpportunityDocument,
  SaveAddedToOrderDocument,
  SaveAddedToProductDocument,
  SaveAddedToTicketDocument,
} from '../generated/graphql';
import { sameValue } from '../lib/conflict';
import { readError } from '../lib/errors';
import { asking, recordIn, type AnyRecord, type RecordType } from './record-kinds';

const documents: Readonly<Record<RecordType, DocumentNode>> = {
  Contact: SaveAddedToContactDocument,
  Opportunity: SaveAddedToOpportunityDocument,
  Order: SaveAddedToOrderDocument,
  Ticket: SaveAddedToTicketDocument,
  Product: SaveAddedToProductDocument,
  Activity: SaveAddedToActivityDocument,
};

/** What is to be saved: one added field of a record as it was when it was looked at. */
export interface AddedChange {
  type: RecordType;
  base: AnyRecord;
  field: CustomField;
  /** Name of the field in inputs, with the group before a dot. */
  key: string;
  value: unknown;
}

/**
 * Saves the value of one added field. Where somebody else saved the record meanwhile and left this field alone, it is saved
 * over theirs; where they changed it too, nothing is written and the record as it is now comes back.
 * @throws the API's error
 */
export async function saveAdded(client: ApolloClient, change: AddedChange): Promise<AnyRecord | null> {
  const { type, base, field, key, value } = change;
  const write = ({ id, version }: AnyRecord) =>
    client.mutate({ mutation: documents[type], variables: { input: { id, version, ...toInput({ [key]: value }) } } });
  let from = base;
  for (;;) {
    try {
      await write(from);
      return null;
    } catch (error) {
      if (readError(error).code !== 'CONFLICT') throw error;
      const variables = asking(type, base.id);
      const { data } = await client.query({ query: AnyRecordDocument, variables, fetchPolicy: 'network-only' });
      const now = recordIn(data, type);
      if (!now) throw error;
      const [was, is] = [base, now].map((one) => customFormValue(field, customValuesOf(one)));
      if (!sameValue(was, is)) return now;
      from = now;
    }
  }
}
