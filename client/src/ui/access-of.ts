import type { AccessPartsFragment } from '../generated/graphql';

const closed: AccessPartsFragment = { hidden: [], masked: [], readOnly: [], canUpdate: false, canDelete: false };

/** What a person may do with a record; where the server does not say, nothing. */
export function accessOf(record: { access: AccessPartsFragment | null }): AccessPartsFragment {
  return record.access ?? closed;
}
