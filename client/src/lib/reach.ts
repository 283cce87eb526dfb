/** Masks keep a value's shape with these in the place of what they hide. */
const masks = /[•*]/;

/** Where a tap on a number leads; null for what is none, such as a mask. */
export function phoneHref(phone: string | null): string | null {
  if (!phone || masks.test(phone)) return null;
  const dialled = phone.replace(/[^+\d]/g, '');
  return /\d/.test(dialled) ? `tel:${dialled}` : null;
}

/** Where a tap on an address leads; null for what is none. Nothing in it adds receivers, a subject or a text. */
export function mailHref(address: string | null): string | null {
  const at = address?.lastIndexOf('@') ?? -1;
  if (!address || at < 1 || masks.test(address)) return null;
  return `mailto:${encodeURIComponent(address.slice(0, at))}@${encodeURIComponent(address.slice(at + 1))}`;
}
