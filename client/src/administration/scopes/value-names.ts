import type { TFunction } from 'i18next';

const lists = [
  'customerKind',
  'customerStatus',
  'activityKind',
  'orderStatus',
  'ticketStatus',
  'ticketPriority',
  'consentPurpose',
];

/** A value of a closed list as the app calls it elsewhere; the key itself where the app has no word for it. */
export function choiceLabel(t: TFunction, value: string): string {
  for (const list of lists) {
    const key = `enum.${list}.${value}`;
    const said = t(key, { defaultValue: '' });
    if (said) return said;
  }
  return value;
}
