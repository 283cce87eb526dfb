/** The sheet that lines and columns are drawn on, in its own units. */
export const sheet = { width: 760, height: 430 };
export const edge = { left: 92, right: 44, top: 16, bottom: 84 };
export const inner = {
  width: sheet.width - edge.left - edge.right,
  height: sheet.height - edge.top - edge.bottom,
};

const hues = ['#0f766e', '#2f4aa8', '#b45309', '#6d3bbf', '#be185d', '#3f7d20', '#0e7490', '#9a3412'];
export const hue = (i: number): string => hues[i % hues.length]!;

/** Amounts in words: as short as an axis wants them, and whole. */
export interface Show {
  short: (value: number) => string;
  full: (value: number) => string;
}

/** What makes a part of the picture lead to its records. */
export type To = (rows: readonly number[], label: string) => object | undefined;

export function Axes({ top, show }: { top: number; show: Show }) {
  return (
    <g className="chart-axis">
      {[0, 0.25, 0.5, 0.75, 1].map((part) => {
        const y = edge.top + inner.height * (1 - part);
        return (
          <g key={part}>
            <line x1={edge.left} x2={sheet.width - edge.right} y1={y} y2={y} />
            <text x={edge.left - 8} y={y + 4} textAnchor="end">
              {show.short(top * part)}
            </text>
          </g>
        );
      })}
    </g>
  );
}

const isWide = (sign: string): boolean => (sign.codePointAt(0) ?? 0) >= 0x2e80;

/** A name as long as fits under an axis; signs of Chinese take the place of two. */
export function shortName(name: string, most = 18): string {
  let width = 0;
  const kept = [...name].filter((sign) => (width += isWide(sign) ? 2 : 1) <= most);
  return kept.length < [...name].length ? `${kept.slice(0, -1).join('')}…` : name;
}

/** Names under the axis; with many of them, every second or fifth. */
export function Names({ names, at }: { names: readonly string[]; at: (i: number) => number }) {
  const every = Math.ceil(names.length / 14);
  return (
    <g className="chart-axis">
      {names.map((name, i) =>
        i % every === 0 ? (
          <text
            key={name}
            transform={`translate(${at(i)} ${sheet.height - edge.bottom + 16}) rotate(-28)`}
            textAnchor="end"
          >
            {shortName(name)}
          </text>
        ) : null,
      )}
    </g>
  );
}
