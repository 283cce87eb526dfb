import { Suspense, useState, type ReactNode } from 'react';
import { RecordDrawer } from './lazy-record-drawer';
import type { RecordType } from './record-kinds';

interface RecordButtonProps {
  type: RecordType;
  id: string;
  /** Head of the drawer. */
  title: string;
  children: ReactNode;
}

/** The name of a record as the way to it, beside the page one is on. */
export function RecordButton({ type, id, title, children }: RecordButtonProps) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" className="bare record-button" onClick={() => setOpen(true)}>
        {children}
      </button>
      {open && (
        <Suspense fallback={null}>
          <RecordDrawer type={type} id={id} title={title} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
