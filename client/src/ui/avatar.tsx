import { initials } from '../lib/format';

const hues = ['#0f766e', '#2563a8', '#7c4dbb', '#a8501a', '#2f7d3b', '#b03a5b', '#4a6274', '#866010'];

function hueOf(name: string): string {
  let sum = 0;
  for (const letter of name) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 9973;
  return hues[sum % hues.length] ?? '#4a6274';
}

/** Initials on a colour that stays with the name. Decorative: the name always stands beside it. */
export function Avatar({ name, size = 26, square = false }: { name?: string | null; size?: number; square?: boolean }) {
  return (
    <span
      className="avatar"
      aria-hidden
      style={{
        width: size,
        height: size,
        fontSize: Math.round(size * 0.4),
        background: hueOf(name ?? ''),
        borderRadius: square ? Math.round(size * 0.28) : '50%',
      }}
    >
      {initials(name)}
    </span>
  );
}
