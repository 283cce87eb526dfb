import { useApolloClient } from '@apollo/client/react';
import { Button, Checkbox, Radio } from 'antd';
import { GitMerge } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { FieldWords } from '../customers/field-words';
import {
  MergePreviewDocument,
  useDecideDuplicatesMutation,
  useDeclineMergeMutation,
  useMergeCustomersMutation,
  useUnmergeCustomersMutation,
  type DuplicateDecision,
  type DuplicateRecordFragment,
  type DuplicatesDeskQuery,
  type MergeCustomersInput,
  type MergePreviewQuery,
  type MergeProposalsQuery,
} from '../generated/graphql';
import { readError } from '../lib/errors';
import { formatList } from '../lib/format';
import { Guarded } from '../ui/guarded';
import { toast } from '../ui/toast';
import { Ago } from '../ui/values';
import { EvidenceChips } from './evidence-chips';

type Found = DuplicatesDeskQuery['duplicatesDesk']['groups'][number];
type Proposal = MergeProposalsQuery['mergeProposals'][number];

/** What is to be decided: a group that was found, or a merge that somebody asked for. */
export type Case = Found | Proposal;

const isProposal = (one: Case): one is Proposal => 'into' in one;

/** Fields that stand side by side, and those of them whose value is chosen; lists are put together unless one is chosen. */
const fields = [
  'name',
  'code',
  'birthDate',
  'phones',
  'emails',
  'addresses',
  'region',
  'industry',
  'owner',
  'team',
  'tags',
  'note',
] as const;

const plain = (record: DuplicateRecordFragment, field: (typeof fields)[number]): unknown => {
  const value = record[field];
  return value !== null && typeof value === 'object' && 'name' in value ? value.name : value;
};

/** Links and dictionary entries are named already; the rest is put in words. */
function Value({ record, field }: { record: DuplicateRecordFragment; field: (typeof fields)[number] }) {
  const value = plain(record, field);
  return value !== record[field] && typeof value === 'string' ? (
    <>{value}</>
  ) : (
    <FieldWords field={field} value={value} />
  );
}

/** One case of the desk: its customers side by side, what speaks for their being one, and what to do about it. */
export function GroupCard({ group, onDone }: { group: Case; onDone: () => void }) {
  const { t, i18n } = useTranslation();
  const client = useApolloClient();
  const { customers } = group;
  const proposal = isProposal(group) ? group : null;
  const [into, setInto] = useState(proposal?.into ?? customers[0]!.id);
  const [taken, setTaken] = useState(() => new Set(customers.map(({ id }) => id)));
  const [choices, setChoices] = useState<Partial<Record<string, string>>>(() =>
    Object.fromEntries(proposal?.choices.map(({ field, from }) => [field, from]) ?? []),
  );
  const [gains, setGains] = useState<string[] | null>(null);
  const [merge, { loading }] = useMergeCustomersMutation();
  const [unmerge] = useUnmergeCustomersMutation();
  const [decide, { loading: saying }] = useDecideDuplicatesMutation();
  const [decline, { loading: declining }] = useDeclineMergeMutation();
  const deciding = saying || declining;

  const report = (error: unknown) => {
    const { code, message } = readError(error);
    toast.error(message || t(`error.${code}`));
  };
  const forget = () => {
    client.cache.evict({ fieldName: 'customers' });
    client.cache.gc();
  };
  const name = (field: string) => t(`field.customer.${field}`, { defaultValue: field });
  const takeBack = async (id: string) => {
    try {
      await unmerge({ variables: { merge: id } });
      forget();
      toast.success(t('merges.split'));
    } catch (error) {
      report(error);
    }
  };
  const run = async (acceptGains: boolean) => {
    const input: MergeCustomersInput = {
      into,
      intoVersion: customers.find(({ id }) => id === into)?.version,
      from: customers.filter(({ id }) => id !== into && taken.has(id)).map(({ id, version }) => ({ id, version })),
      choices: Object.entries(choices).flatMap(([field, from]) => (from && taken.has(from) ? [{ field, from }] : [])),
      acceptGains,
      // A merge of fewer customers is another one than was proposed.
      proposal: taken.size === customers.length ? proposal?.id : undefined,
    };
    try {
      if (!acceptGains) {
        const { data } = await client.query<MergePreviewQuery>({
          query: MergePreviewDocument,
          variables: { input },
          fetchPolicy: 'network-only',
        });
        const found = data?.mergePreview.gains ?? [];
        if (found.length > 0) return setGains(found.map(({ field }) => field));
      }
      const { data } = await merge({ variables: { input } });
      const { merge: id, waiting, consentConflicts } = data!.mergeCustomers;
      forget();
      onDone();
      const said = waiting
        ? 'duplicates.waits'
        : consentConflicts.length > 0
          ? 'duplicates.mergedConsent'
          : 'duplicates.merged';
      toast.success(t(said), id ? { label: t('action.undo'), onClick: () => void takeBack(id) } : undefined);
    } catch (error) {
      report(error);
    }
  };
  const say = async (decision: DuplicateDecision) => {
    try {
      if (proposal) await decline({ variables: { proposal: proposal.id } });
      else await decide({ variables: { ids: customers.map(({ id }) => id), decision } });
      onDone();
    } catch (error) {
      report(error);
    }
  };

  // Worked through with the keyboard: m, n, l, unless something is being typed.
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const typing = event.target instanceof HTMLInputElement && event.target.type === 'text';
      if (typing || event.metaKey || event.ctrlKey || event.altKey || loading || deciding) return;
      if (event.key === 'm') void run(gains !== null);
      if (event.key === 'n') void say('DISTINCT');
      if (event.key === 'l' && !proposal) void say('LATER');
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  });

  const ready = taken.has(into) && taken.size > 1;
  return (
    <section className="card duplicate-group" aria-label={t('duplicates.group')} data-testid="duplicate-group">
      <header>
        {isProposal(group) ? (
          <p>
            {t('duplicates.proposedBy', { name: group.by?.name ?? t('duplicates.program') })} · <Ago at={group.at} />
          </p>
        ) : (
          <>
            <b className="num">{Math.round(group.score * 100)} %</b>
            <EvidenceChips evidence={group.pairs[0]?.evidence ?? []} />
          </>
        )}
      </header>
      <div className="duplicate-scroll">
        <table>
          <thead>
            <tr>
              <th scope="col">
                <span className="visually-hidden">{t('duplicates.field')}</span>
              </th>
              {customers.map((customer) => (
                <th key={customer.id} scope="col" data-stays={customer.id === into || undefined}>
                  <Checkbox
                    checked={taken.has(customer.id)}
                    aria-label={t('duplicates.take')}
                    onChange={({ target }) => {
                      const next = new Set(taken);
                      if (target.checked) next.add(customer.id);
                      else next.delete(customer.id);
                      setTaken(next);
                    }}
                  />
                  <Radio checked={into === customer.id} onChange={() => setInto(customer.id)}>
                    {t('duplicates.stays')}
                  </Radio>
                  <Link to={`/customers/${customer.id}`}>{t('duplicates.open')}</Link>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {fields.map((field) => (
              <tr
                key={field}
                data-same={
                  customers.every(
                    (one) => JSON.stringify(plain(one, field)) === JSON.stringify(plain(customers[0]!, field)),
                  ) || undefined
                }
              >
                <th scope="row">{name(field)}</th>
                {customers.map((customer) => (
                  <td key={customer.id}>
                    <Guarded
                      type="Customer"
                      id={customer.id}
                      access={customer.access}
                      field={field}
                      label={name(field)}
                    >
                      <button
                        type="button"
                        className="bare duplicate-value"
                        aria-pressed={choices[field] === customer.id}
                        title={t('duplicates.keepThis')}
                        onClick={() =>
                          setChoices({ ...choices, [field]: choices[field] === customer.id ? undefined : customer.id })
                        }
                      >
                        <Value record={customer} field={field} />
                      </button>
                    </Guarded>
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {gains && (
        <p className="duplicate-gains" role="alert">
          {t('duplicates.gains', { fields: formatList(gains.map(name), i18n.language) })}
        </p>
      )}
      <footer>
        {!proposal && (
          <Button onClick={() => void say('LATER')} loading={deciding}>
            {t('duplicates.later')} <kbd>L</kbd>
          </Button>
        )}
        <Button onClick={() => void say('DISTINCT')} loading={deciding} data-testid="duplicate-distinct">
          {t(proposal ? 'duplicates.decline' : 'duplicates.distinct')} <kbd>N</kbd>
        </Button>
        <Button
          type="primary"
          danger={gains !== null}
          disabled={!ready}
          loading={loading}
          icon={<GitMerge size={15} aria-hidden />}
          onClick={() => void run(gains !== null)}
          data-testid="duplicate-merge"
        >
          {t(gains ? 'duplicates.mergeAnyway' : 'duplicates.merge')} <kbd>M</kbd>
        </Button>
      </footer>
    </section>
  );
}
