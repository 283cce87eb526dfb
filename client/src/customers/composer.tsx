import { useApolloClient } from '@apollo/client/react';
import { Button, Input } from 'antd';
import { Mail, MapPin, NotebookPen, Phone } from 'lucide-react';
import { lazy, Suspense, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../app/session';
import { customFormFields, toInput } from '../custom/custom-form';
import { useCustomFields } from '../custom/use-custom-fields';
import {
  CustomerTimelineDocument,
  useLogActivityMutation,
  type ActivityEventFragment,
  type ActivityKind,
} from '../generated/graphql';
import type { Values } from '../lib/conflict';
import { readError } from '../lib/errors';
import { toast } from '../ui/toast';

const FieldInput = lazy(() => import('./field-input'));

const kinds = [
  { kind: 'NOTE', icon: NotebookPen },
  { kind: 'CALL', icon: Phone },
  { kind: 'VISIT', icon: MapPin },
  { kind: 'EMAIL', icon: Mail },
] as const;

/** Logs what just happened in two seconds: type, Ctrl+Enter. It shows at once and is taken back if it was not saved. */
export function Composer({ customerId }: { customerId: string }) {
  const { t } = useTranslation();
  const { me } = useSession();
  const client = useApolloClient();
  const [kind, setKind] = useState<ActivityKind>('NOTE');
  const [text, setText] = useState('');
  const [log] = useLogActivityMutation();
  // Fields that a company added and wants of everything that is logged; the others are for later.
  const wanted = customFormFields(
    useCustomFields('Activity').filter(({ required, creatable }) => required && creatable),
  );
  const [values, setValues] = useState<Values>({});
  const isEmpty = (value: unknown): boolean => value === undefined || value === null || value === '';
  const ready = text.trim() !== '' && wanted.every(({ key }) => !isEmpty(values[key]));

  const submit = async () => {
    const body = text.trim();
    if (!ready) return;
    const [subject = ''] = body.split('\n');
    const occurredAt = new Date().toISOString();
    const input = {
      kind,
      subject: subject.slice(0, 200),
      body: body === subject ? null : body,
      occurredAt,
      customerId,
      ...toInput(values),
    };
    setText('');
    setValues({});
    try {
      await log({
        variables: { input },
        optimisticResponse: {
          __typename: 'Mutation',
          createActivity: {
            __typename: 'ActivityPayload',
            activity: {
              __typename: 'Activity',
              id: `pending-${occurredAt}`,
              version: 0,
              kind,
              subject: input.subject,
              body: input.body,
              occurredAt,
              owner: { __typename: 'User', id: me.id, name: me.name },
            },
          },
        },
        update: (cache, { data }) => {
          const activity = data?.createActivity.activity as ActivityEventFragment | null | undefined;
          if (!activity) return;
          cache.updateQuery({ query: CustomerTimelineDocument, variables: { id: customerId } }, (before) =>
            before?.customer
              ? {
                  ...before,
                  customer: {
                    ...before.customer,
                    activities: {
                      ...before.customer.activities,
                      nodes: [activity, ...before.customer.activities.nodes],
                    },
                  },
                }
              : undefined,
          );
        },
      });
      toast.success(t('composer.saved'));
      void client.refetchQueries({ include: ['CustomerRecord'] });
    } catch (error) {
      const { code, message: sentence } = readError(error);
      setText(body);
      setValues(values);
      toast.error(sentence || t(`error.${code}`));
    }
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void submit();
  };
  return (
    <section className="composer" aria-label={t('composer.title')}>
      <Input.TextArea
        variant="borderless"
        autoSize={{ minRows: 2, maxRows: 8 }}
        placeholder={t(`composer.prompt.${kind}`)}
        aria-label={t('composer.title')}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKeyDown}
      />
      {wanted.length > 0 && text.trim() !== '' && (
        <Suspense fallback={null}>
          <div className="composer-wanted">
            {wanted.map((field) => (
              <label key={field.key}>
                {field.label}
                <FieldInput
                  field={field}
                  label={field.label ?? ''}
                  value={values[field.key]}
                  onChange={(value) => setValues({ ...values, [field.key]: value })}
                />
              </label>
            ))}
          </div>
        </Suspense>
      )}
      <div className="composer-foot">
        {kinds.map(({ kind: one, icon: Icon }) => (
          <button
            key={one}
            type="button"
            className={one === kind ? 'bare on' : 'bare'}
            aria-pressed={one === kind}
            onClick={() => setKind(one)}
          >
            <Icon size={13} aria-hidden /> {t(`enum.activityKind.${one}`)}
          </button>
        ))}
        <span className="not-phone composer-keys">
          <kbd>Ctrl</kbd> <kbd>↵</kbd>
        </span>
        <Button type="primary" disabled={!ready} onClick={() => void submit()}>
          {t('action.save')}
        </Button>
      </div>
    </section>
  );
}
