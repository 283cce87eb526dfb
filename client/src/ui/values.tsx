import { useState, type ReactNode } from 'react';
import { useWords } from '../i18n/words';
import { formatAgo, formatDate, formatDateTime, formatMoney, formatPhone } from '../lib/format';
import { mailHref, phoneHref } from '../lib/reach';
import { Tag, toneOf } from './tag';

/** What stands where there is no value: readable as nothing, silent to the eye. */
export function Nothing() {
  const { t } = useWords();
  return (
    <span className="nothing">
      <span aria-hidden>–</span>
      <span className="visually-hidden">{t('value.none')}</span>
    </span>
  );
}

export function Money({
  amount,
  currency,
  short,
}: {
  amount: string | null;
  currency: string | null;
  short?: boolean;
}) {
  const { i18n } = useWords();
  return amount === null ? (
    <Nothing />
  ) : (
    <span className={Number(amount) === 0 ? 'num zero' : 'num'}>
      {formatMoney(amount, currency, i18n.language, short)}
    </span>
  );
}

/** How long ago, with the exact time on hover. */
export function Ago({ at }: { at: string | null }) {
  const { i18n } = useWords();
  const [now] = useState(() => Date.now());
  if (!at) return <Nothing />;
  return (
    <time dateTime={at} title={formatDateTime(at, i18n.language)}>
      {formatAgo(at, i18n.language, now)}
    </time>
  );
}

export function Day({ at }: { at: string | null }) {
  const { i18n } = useWords();
  return at ? (
    <time className="num" dateTime={at} title={formatDateTime(at, i18n.language)}>
      {formatDate(at, i18n.language)}
    </time>
  ) : (
    <Nothing />
  );
}

/** A number one can tap to call. A masked one is no link. */
export function PhoneLink({ phone }: { phone: string | null }) {
  if (!phone) return <Nothing />;
  const href = phoneHref(phone);
  if (!href) return <span className="num">{phone}</span>;
  return (
    <a className="num quiet-link" href={href} onClick={(event) => event.stopPropagation()}>
      {formatPhone(phone)}
    </a>
  );
}

/** An address one can tap to write to. A masked one is no link. */
export function MailLink({ address }: { address: string | null }) {
  if (!address) return <Nothing />;
  const href = mailHref(address);
  if (!href) return <span>{address}</span>;
  return (
    <a className="quiet-link" href={href} onClick={(event) => event.stopPropagation()}>
      {address}
    </a>
  );
}

interface Entry {
  key: string;
  name: string;
}

export function EntryTag({ entry }: { entry: Entry | null }) {
  return entry ? <Tag tone={toneOf(entry.key)}>{entry.name}</Tag> : <Nothing />;
}

/** A built-in status in the reader's language. */
export function StatusTag({ prefix, value }: { prefix: string; value: string | null }) {
  const { t } = useWords();
  return value ? (
    <Tag tone={toneOf(value)} dot>
      {t(`${prefix}.${value}`)}
    </Tag>
  ) : (
    <Nothing />
  );
}

export function Text({ children }: { children: ReactNode }) {
  return children === null || children === undefined || children === '' ? (
    <Nothing />
  ) : (
    <span className="cell-clip">{children}</span>
  );
}
