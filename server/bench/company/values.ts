import { createHash } from 'node:crypto';

/** Values that both the given tables and Kehu's hold, so that the same question has the same answer. */
export const tiers = [
  ['bronze', 40],
  ['silver', 30],
  ['gold', 20],
  ['platinum', 10],
] as const;

export const statuses = [
  ['ACTIVE', 50],
  ['POTENTIAL', 20],
  ['AT_RISK', 20],
  ['LOST', 10],
] as const;

export const regions = ['east', 'south', 'north', 'west', 'central', 'northeast', 'southwest', 'overseas'] as const;

export const industries = [
  'finance',
  'retail',
  'manufacturing',
  'medical',
  'education',
  'energy',
  'logistics',
  'software',
  'construction',
  'telecommunications',
  'food',
  'services',
] as const;

export const stages = ['prospecting', 'qualified', 'proposal', 'negotiation', 'won', 'lost'] as const;

/** Stages in which an opportunity is over. */
export const closedStages: ReadonlySet<string> = new Set(['won', 'lost']);

export const activityKinds = ['CALL', 'VISIT', 'EMAIL', 'MESSAGE', 'NOTE'] as const;
export const orderStatuses = ['DRAFT', 'CONFIRMED', 'SHIPPED', 'PAID', 'CANCELLED'] as const;
export const ticketStatuses = ['OPEN', 'PENDING', 'RESOLVED', 'CLOSED'] as const;
export const ticketPriorities = ['LOW', 'NORMAL', 'HIGH', 'URGENT'] as const;

/** The public id of a row by its number: as spread out as a random one, and the same in every run. */
export function idOf(noun: string, number: number): string {
  const hex = createHash('md5').update(`${noun} ${number}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
}
