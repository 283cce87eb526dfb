import { Alert, Form, type FormInstance } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { usePossibleDuplicatesQuery, type CustomerDuplicatesInput } from '../generated/graphql';
import './duplicates.css';
import { EvidenceChips } from './evidence-chips';

/** Milliseconds without a key before it is looked. */
const pause = 500;

type Values = Record<string, unknown>;

const texts = (value: unknown, part: string): string[] =>
  ((value as Values[] | null | undefined) ?? []).flatMap((line) => {
    const text = String(line?.[part] ?? '').trim();
    return text.length >= 5 ? [text] : [];
  });

/** Customers of one's view that the one in the form may be, while it is typed. */
export function PossibleDuplicates({ form, except }: { form: FormInstance<Values>; except?: string | undefined }) {
  const { t } = useTranslation();
  const name = String(Form.useWatch<unknown>('name', form) ?? '').trim();
  const phones = texts(Form.useWatch<unknown>('phones', form), 'number');
  const emails = texts(Form.useWatch<unknown>('emails', form), 'address');
  const typed = JSON.stringify({ name: name.length >= 2 ? name : null, phones, emails });
  const [asked, setAsked] = useState<string | null>(null);
  useEffect(() => {
    const timer = setTimeout(() => setAsked(typed), pause);
    return () => clearTimeout(timer);
  }, [typed]);
  const input = JSON.parse(asked ?? '{}') as CustomerDuplicatesInput;
  const empty = !input.name && !input.phones?.length && !input.emails?.length;
  const { data } = usePossibleDuplicatesQuery({
    variables: { input: { ...input, except: except ?? null } },
    skip: empty,
    fetchPolicy: 'no-cache',
  });
  const found = empty ? [] : (data?.customerDuplicates ?? []);
  if (found.length === 0) return null;
  return (
    <Alert
      type="warning"
      showIcon
      className="possible-duplicates"
      data-testid="possible-duplicates"
      title={t('duplicates.possible', { count: found.length })}
      description={
        <ul>
          {found.map(({ customer, evidence }) => (
            <li key={customer.id}>
              <a href={`/customers/${customer.id}`} target="_blank" rel="noreferrer">
                {customer.name ?? t('value.unnamed')}
              </a>{' '}
              {customer.owner?.name}
              <EvidenceChips evidence={evidence} />
            </li>
          ))}
        </ul>
      }
    />
  );
}
