import type { ReactNode } from 'react';

export type Tone = 'plain' | 'good' | 'bad' | 'warn' | 'info' | 'gold' | 'violet' | 'accent';

export function Tag({ tone = 'plain', dot = false, children }: { tone?: Tone; dot?: boolean; children: ReactNode }) {
  return (
    <span className={`tag tag-${tone}`}>
      {dot && <i aria-hidden />}
      {children}
    </span>
  );
}

const tones: Record<string, Tone> = {
  ACTIVE: 'good',
  POTENTIAL: 'info',
  AT_RISK: 'bad',
  LOST: 'plain',
  OPEN: 'warn',
  PENDING: 'info',
  RESOLVED: 'good',
  CLOSED: 'plain',
  DRAFT: 'plain',
  CONFIRMED: 'info',
  SHIPPED: 'violet',
  PAID: 'good',
  CANCELLED: 'bad',
  LOW: 'plain',
  NORMAL: 'plain',
  HIGH: 'warn',
  URGENT: 'bad',
  GIVEN: 'good',
  WITHDRAWN: 'bad',
  prospecting: 'plain',
  engaging: 'info',
  won: 'good',
  lost: 'bad',
  platinum: 'violet',
  diamond: 'info',
  gold: 'gold',
};

/** The tone of a status, a stage or a tier; what an administrator added later is plain. */
export function toneOf(key: string | null | undefined): Tone {
  return tones[key ?? ''] ?? 'plain';
}
