import type { ReactNode } from 'react';
import type { AccessPartsFragment } from '../generated/graphql';
import { AccessWhy } from './access-why';

interface GuardedProps {
  type: string;
  id: string;
  access: AccessPartsFragment;
  field: string;
  label: string;
  /** What the mask renders to, where it keeps characters. */
  maskedText?: string | null;
  children: ReactNode;
}

/** A cell as this person may see it: the value, the mask, or a lock that explains itself. */
export function Guarded({ type, id, access, field, label, maskedText, children }: GuardedProps) {
  if (access.masked.includes(field)) {
    return <AccessWhy reason="masked" type={type} id={id} field={field} label={label} text={maskedText ?? '•••'} />;
  }
  if (access.hidden.includes(field))
    return <AccessWhy reason="hidden" type={type} id={id} field={field} label={label} />;
  return <>{children}</>;
}
