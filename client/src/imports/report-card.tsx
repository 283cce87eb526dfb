import { useTranslation } from 'react-i18next';
import { formatNumber } from '../lib/format';
import { Card } from '../ui/card';
import { Figures } from './figures';
import type { Report } from './plan';

/** What would become of the rows: how many of each, and every kind of problem with where to find it. */
export function ReportCard({ report }: { report: Report }) {
  const { t, i18n } = useTranslation();
  const number = (value: number) => formatNumber(value, i18n.language);
  return (
    <Card
      title={t('imports.step.rehearsal')}
      extra={t('imports.rowsRead', { rows: number(report.rows) })}
      label={t('imports.step.rehearsal')}
    >
      <Figures {...report} />
      {report.ignored.length > 0 && (
        <p className="import-soft">{t('imports.ignored', { columns: report.ignored.join(', ') })}</p>
      )}
      {report.problems.length > 0 && <ProblemList problems={report.problems} />}
    </Card>
  );
}

/** Every kind of problem: how often, what it says, and where to find the first of it. */
export function ProblemList({ problems }: { problems: Report['problems'] }) {
  const { t, i18n } = useTranslation();
  const number = (value: number) => formatNumber(value, i18n.language);
  return (
    <ul className="import-problems">
      {problems.map((problem, i) => (
        <li key={i}>
          <details>
            <summary>
              <b>{number(problem.count)}</b>
              {problem.column && <code>{problem.column}</code>}
              <span>{problem.message}</span>
            </summary>
            <ol>
              {problem.samples.map(({ line, message }) => (
                <li key={line}>
                  <span>{t('imports.line', { line: number(line) })}</span> {message}
                </li>
              ))}
            </ol>
          </details>
        </li>
      ))}
    </ul>
  );
}
