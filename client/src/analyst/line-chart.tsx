import { Axes, edge, hue, inner, Names, sheet, type Show, type To } from './chart-axes';
import { niceTop, type SeriesChart } from './chart-data';

interface LineChartProps {
  chart: SeriesChart;
  show: Show;
  to: To;
}

/** Amounts over time, a line for each name; where a line has no amount it is broken. */
export function LineChart({ chart: { at, series }, show, to }: LineChartProps) {
  const top = niceTop(Math.max(...series.flatMap(({ values }) => values.map((value) => value ?? 0))));
  const x = (i: number): number => edge.left + (at.length > 1 ? (i / (at.length - 1)) * inner.width : inner.width / 2);
  const y = (value: number): number => edge.top + inner.height * (1 - Math.max(0, value) / top);
  const [only] = series.length === 1 ? series : [];
  return (
    <>
      <svg viewBox={`0 0 ${sheet.width} ${sheet.height}`}>
        <Axes top={top} show={show} />
        {only && stretchesOf(only.values).map((part) => <path key={part[0]} className="chart-area" d={areaOf(part)} />)}
        {series.map(({ name, values, rows }, i) => (
          <g key={name} style={{ color: only ? 'var(--accent)' : hue(i) }}>
            {stretchesOf(values).map((part) => (
              <polyline
                key={part[0]}
                className="chart-line of-series"
                points={part.map((place) => `${x(place)},${y(values[place]!)}`).join(' ')}
              />
            ))}
            {values.map((value, place) => {
              if (value === null) return null;
              const label = series.length > 1 ? `${at[place]} · ${name}` : at[place]!;
              return (
                <circle
                  key={at[place]}
                  className="chart-dot of-series"
                  cx={x(place)}
                  cy={y(value)}
                  r={at.length > 60 ? 2 : 3.5}
                  {...to(rows[place]!, label)}
                >
                  <title>{`${label}: ${show.full(value)}`}</title>
                </circle>
              );
            })}
          </g>
        ))}
        <Names names={at} at={x} />
      </svg>
      {series.length > 1 && (
        <ul className="chart-legend">
          {series.map(({ name }, i) => (
            <li key={name}>
              <i style={{ background: hue(i) }} />
              <span>{name}</span>
            </li>
          ))}
        </ul>
      )}
    </>
  );

  function areaOf(part: readonly number[]): string {
    const line = part.map((place) => `L ${x(place)} ${y(only!.values[place]!)}`).join(' ');
    return `M ${x(part[0]!)} ${y(0)} ${line} L ${x(part.at(-1)!)} ${y(0)} Z`;
  }
}

/** The places that have a value, those beside one another together. */
function stretchesOf(values: readonly (number | null)[]): number[][] {
  const stretches: number[][] = [];
  values.forEach((value, i) => {
    if (value === null) return;
    if (i > 0 && values[i - 1] !== null) stretches.at(-1)!.push(i);
    else stretches.push([i]);
  });
  return stretches;
}
