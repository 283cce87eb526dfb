/** What a request is made for; only grants of roles that allow it count. */
export const purposes = ['service', 'sales', 'marketing', 'analytics'] as const;

export type Purpose = (typeof purposes)[number];

export const isPurpose = (purpose: unknown): purpose is Purpose => purposes.includes(purpose as Purpose);
