import { EyeOff } from 'lucide-react';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useSavedAnswerQuery, type SavedPartsFragment } from '../generated/graphql';
import { readError } from '../lib/errors';
import { formatDecimal, formatMoney, formatNumber } from '../lib/format';
import { SkeletonLines } from '../ui/card';
import { EmptyState } from '../ui/empty-state';
import { StatusTag } from '../ui/values';
import { cardBody, type CardBody } from './card-kind';
import '../analyst/query.css';

const Chart = lazy(async () => ({ default: (await import('../analyst/chart')).Chart }));
const ResultGrid = lazy(async () => ({ default: (await import('../analyst/result-grid')).ResultGrid }));

interface AnswerBodyProps {
  item: SavedPartsFragment;
  /** Rows of a table on a card; all of them unless given. */
  most?: number;
}

/**
 * What a saved item answers to whoever looks, now. It is never kept: where somebody may see it no longer, or nothing of it, there is
 * nothing, and not what there was before.
 */
export function AnswerBody({ item, most }: AnswerBodyProps) {
  const { t } = useTranslation();
  const { data, error } = useSavedAnswerQuery({ variables: { id: item.id }, fetchPolicy: 'no-cache' });
  if (error) {
    const { code, message } = readError(error);
    return <Nothing text={message || t(`error.${code}`)} />;
  }
  if (!data) return <SkeletonLines lines={4} />;
  const body = cardBody(item, data.savedAnswer);
  return (
    <Suspense fallback={<SkeletonLines lines={4} />}>
      <Body body={body} most={most ?? Infinity} />
    </Suspense>
  );
}

const Nothing = ({ text }: { text: string }) => {
  const { t } = useTranslation();
  return <EmptyState compact icon={<EyeOff size={20} />} title={t('dashboard.card.nothing')} text={text} />;
};

function Body({ body, most }: { body: CardBody; most: number }) {
  const { t, i18n } = useTranslation();
  switch (body.kind) {
    case 'nothing':
      return <Nothing text={t('dashboard.card.nothingText')} />;
    case 'figure':
      return (
        <dl className="figures">
          {body.figures.map(({ name, value }) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd className="num">{formatDecimal(value, i18n.language, 2)}</dd>
            </div>
          ))}
        </dl>
      );
    case 'chart':
      return <Chart rows={body.rows} columns={body.columns} kind={body.chart} />;
    case 'table':
      return (
        <>
          <ResultGrid
            lines={body.rows.slice(0, most).map((values, place) => ({ values, place }))}
            columns={body.columns}
          />
          {body.rows.length > most && (
            <p className="card-foot num">
              {t('dashboard.card.more', { formatted: formatNumber(body.rows.length, i18n.language) })}
            </p>
          )}
        </>
      );
    default:
      return <Records body={body} />;
  }
}

interface Named {
  name?: string | null;
  code?: string | null;
  subject?: string | null;
}

const nameOf = ({ name, subject, code }: Named): string | null => name ?? subject ?? code ?? null;
const singular = (noun: string): string => (noun === 'opportunities' ? 'opportunity' : noun.replace(/s$/, ''));
const shown = ['status', 'stage', 'tier', 'category'];
const amounts = ['amount', 'total', 'price'];
const people = ['customer', 'owner', 'assignee'];

function Records({ body }: { body: Extract<CardBody, { kind: 'list' }> }) {
  const { t, i18n } = useTranslation();
  const { noun, rows, count } = body;
  return (
    <>
      <ul className="card-rows">
        {rows.map((row) => {
          const title = nameOf(row) ?? t('value.unnamed');
          const amount = amounts.map((field) => row[field]).find((value) => typeof value === 'string');
          return (
            <li key={String(row.id)}>
              {noun === 'customers' ? <Link to={`/customers/${String(row.id)}`}>{title}</Link> : <b>{title}</b>}
              <span>
                {people.flatMap((field) => (row[field] ? (nameOf(row[field] as Named) ?? []) : [])).slice(0, 1)}
              </span>
              {typeof amount === 'string' && (
                <span className="num">
                  {formatMoney(amount, (row.currency as string | null) ?? null, i18n.language)}
                </span>
              )}
              <Mark noun={noun} row={row} />
            </li>
          );
        })}
      </ul>
      <p className="card-foot num">
        {t('dashboard.card.count', {
          formatted: `${formatNumber(count.count, i18n.language)}${count.exact ? '' : '+'}`,
        })}
      </p>
    </>
  );
}

/** The first word that says how a record stands. */
function Mark({ noun, row }: { noun: string; row: Record<string, unknown> }) {
  const field = shown.find((name) => row[name] !== null && row[name] !== undefined);
  if (!field) return <i />;
  const value = row[field];
  if (typeof value === 'object') return <small>{(value as { name: string }).name}</small>;
  const kind = singular(noun);
  return <StatusTag prefix={`enum.${kind}${field.charAt(0).toUpperCase()}${field.slice(1)}`} value={String(value)} />;
}
