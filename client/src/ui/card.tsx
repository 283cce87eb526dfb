import type { ReactNode } from 'react';

interface CardProps {
  title: ReactNode;
  extra?: ReactNode;
  children: ReactNode;
  label?: string;
}

export function Card({ title, extra, children, label }: CardProps) {
  return (
    <section className="card" aria-label={label}>
      <header className="card-head">
        <h2>{title}</h2>
        {extra !== undefined && <span className="card-extra">{extra}</span>}
      </header>
      {children}
    </section>
  );
}

/** Grey lines that take the room of what is being loaded, so that nothing jumps when it arrives. */
export function SkeletonLines({ lines = 3, height = 12 }: { lines?: number; height?: number }) {
  return (
    <div className="skeleton-lines" aria-hidden>
      {Array.from({ length: lines }, (_, index) => (
        <span key={index} className="skeleton" style={{ height, width: `${92 - ((index * 23) % 48)}%` }} />
      ))}
    </div>
  );
}
