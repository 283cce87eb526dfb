/** Types of records that take added fields. */
export const fieldTypes = [
  'Customer',
  'Contact',
  'Opportunity',
  'Order',
  'Product',
  'Ticket',
  'Activity',
  'Consent',
] as const;

/** Types of records that a link can lead to. */
export const targetTypes = [
  'Customer',
  'Contact',
  'Opportunity',
  'Order',
  'Product',
  'Ticket',
  'Activity',
  'User',
  'Team',
] as const;

export const fieldKinds = ['text', 'number', 'money', 'date', 'choice', 'multiChoice', 'boolean', 'link'] as const;

/** Types whose records have a currency of their own. */
export const withCurrency: ReadonlySet<string> = new Set(['Customer', 'Opportunity', 'Order', 'Product']);

/** A name in the language of the page. */
export const nameIn = ({ en, zh }: { en: string; zh: string }, language: string): string =>
  language.startsWith('zh') ? zh : en;
