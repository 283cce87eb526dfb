import { Alert, Button, DatePicker, Form, Input, Modal, Select } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { KeyRound, Plus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../app/session';
import {
  useApiClientsQuery,
  useCreateApiClientMutation,
  useRevokeApiClientMutation,
  type ApiClientsQuery,
} from '../../generated/graphql';
import { readError } from '../../lib/errors';
import { SkeletonLines } from '../../ui/card';
import ConfirmDialog from '../../ui/confirm-dialog';
import { EmptyState } from '../../ui/empty-state';
import { Failure } from '../../ui/failure';
import { Tag } from '../../ui/tag';
import { toast } from '../../ui/toast';
import { Ago, Day } from '../../ui/values';
import { showAtFields } from '../form-errors';
import { PageHead } from '../page-head';
import { useRoleChoices } from '../role-names';
import { SecretOnce } from '../secret-once';

type Client = ApiClientsQuery['apiClients'][number];

/** Keys of programs. A key is a principal as a person is: roles, limits, an end. */
export default function ClientsPage() {
  const { t } = useTranslation();
  const { me } = useSession();
  const [now] = useState(() => Date.now());
  const { data, error, refetch } = useApiClientsQuery();
  const { nameOf } = useRoleChoices();
  const [adding, setAdding] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);
  const [revoked, setRevoked] = useState<Client | null>(null);
  const [revoke] = useRevokeApiClientMutation();
  const keeps = me.rights.includes('users:manage');
  const clients = data?.apiClients ?? [];
  const add = keeps && (
    <Button type="primary" icon={<Plus size={14} />} onClick={() => setAdding(true)}>
      {t('admin.clients.new')}
    </Button>
  );
  const onRevoke = async () => {
    if (!revoked) return;
    try {
      await revoke({ variables: { id: revoked.id } });
      toast.success(t('admin.clients.revokedNow', { name: revoked.name }));
      await refetch();
    } catch (failure) {
      const { code, message } = readError(failure);
      toast.error(message || t(`error.${code}`));
    }
  };
  const stateOf = ({ revokedAt, expiresAt }: Client): 'revoked' | 'expired' | 'inUse' =>
    revokedAt ? 'revoked' : expiresAt && Date.parse(expiresAt) < now ? 'expired' : 'inUse';
  return (
    <div className="admin-scroll">
      <PageHead title={t('admin.clients.title')} text={t('admin.clients.text')} actions={add} />
      {error ? (
        <Failure error={error} onRetry={() => void refetch()} />
      ) : !data ? (
        <SkeletonLines lines={5} height={16} />
      ) : clients.length === 0 ? (
        <EmptyState
          icon={<KeyRound size={22} />}
          title={t('admin.clients.none.title')}
          text={t('admin.clients.none.text')}
          action={add}
        />
      ) : (
        <table className="admin-table">
          <thead>
            <tr>
              <th>{t('admin.field.name')}</th>
              <th>{t('admin.field.roles')}</th>
              <th>{t('admin.field.state')}</th>
              <th>{t('admin.clients.expires')}</th>
              <th>{t('admin.field.lastUsed')}</th>
              <th>
                <span className="visually-hidden">{t('admin.field.doings')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {clients.map((client) => {
              const state = stateOf(client);
              return (
                <tr key={client.id} className={state === 'inUse' ? undefined : 'row-off'}>
                  <td>
                    <b>{client.name}</b> <code className="admin-soft">{client.prefix}…</code>
                  </td>
                  <td>
                    <span className="admin-tags">
                      {client.roles.map((key) => (
                        <Tag key={key} tone="accent">
                          {nameOf(key)}
                        </Tag>
                      ))}
                    </span>
                  </td>
                  <td>
                    <Tag tone={state === 'inUse' ? 'good' : state === 'expired' ? 'warn' : 'bad'}>
                      {t(`admin.clients.state.${state}`)}
                    </Tag>
                  </td>
                  <td>
                    <Day at={client.expiresAt} />
                  </td>
                  <td className="admin-soft">
                    <Ago at={client.lastUsedAt} />
                  </td>
                  <td className="admin-end">
                    {keeps && !client.revokedAt && (
                      <Button size="small" danger onClick={() => setRevoked(client)}>
                        {t('admin.clients.revoke')}
                      </Button>
                    )}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
      {adding && (
        <ClientDialog
          onClose={() => setAdding(false)}
          onMade={(key) => {
            setAdding(false);
            setSecret(key);
            void refetch();
          }}
        />
      )}
      {secret && (
        <SecretOnce
          title={t('admin.clients.secretTitle')}
          text={t('admin.clients.secretText')}
          secret={secret}
          onClose={() => setSecret(null)}
        />
      )}
      {revoked && (
        <ConfirmDialog
          title={t('admin.clients.ask.title', { name: revoked.name })}
          text={t('admin.clients.ask.text')}
          confirm={t('admin.clients.revoke')}
          onConfirm={onRevoke}
          onClose={() => setRevoked(null)}
        />
      )}
    </div>
  );
}

interface Values {
  name: string;
  roles: string[];
  source?: string;
  expiresAt?: Dayjs | null;
}

function ClientDialog({ onClose, onMade }: { onClose: () => void; onMade: (key: string) => void }) {
  const { t } = useTranslation();
  const [form] = Form.useForm<Values>();
  const [problem, setProblem] = useState<string | null>(null);
  const { options } = useRoleChoices();
  const [create, { loading }] = useCreateApiClientMutation();
  const submit = async ({ expiresAt, source, ...values }: Values) => {
    try {
      const { data } = await create({
        variables: {
          input: { ...values, source: source || null, expiresAt: expiresAt?.endOf('day').toISOString() ?? null },
        },
      });
      if (data) onMade(data.createApiClient.key);
    } catch (error) {
      setProblem(showAtFields(form, error, ['name', 'roles', 'source', 'expiresAt']));
    }
  };
  const required = (label: string) => [{ required: true, message: t('form.required', { field: label }) }];
  return (
    <Modal
      open
      width={460}
      title={t('admin.clients.new')}
      okText={t('admin.clients.create')}
      cancelText={t('action.cancel')}
      confirmLoading={loading}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      {problem && <Alert type="error" showIcon title={problem} role="alert" className="form-problem" />}
      <Form<Values>
        form={form}
        layout="vertical"
        initialValues={{ roles: [], expiresAt: dayjs().add(1, 'year') }}
        onFinish={(values) => void submit(values)}
      >
        <Form.Item
          name="name"
          label={t('admin.field.name')}
          extra={t('admin.clients.nameHint')}
          rules={required(t('admin.field.name'))}
        >
          <Input autoFocus />
        </Form.Item>
        <Form.Item name="roles" label={t('admin.field.roles')} rules={required(t('admin.field.roles'))}>
          <Select mode="multiple" options={options} showSearch={{ optionFilterProp: 'label' }} />
        </Form.Item>
        <div className="admin-pair">
          <Form.Item name="expiresAt" label={t('admin.clients.expires')}>
            <DatePicker style={{ width: '100%' }} minDate={dayjs().add(1, 'day')} />
          </Form.Item>
          <Form.Item name="source" label={t('admin.clients.source')} extra={t('admin.clients.sourceHint')}>
            <Input />
          </Form.Item>
        </div>
      </Form>
    </Modal>
  );
}
