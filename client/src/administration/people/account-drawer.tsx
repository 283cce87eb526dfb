import { Alert, Button, Drawer, Form, Input, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../app/session';
import {
  useChangeAccountMutation,
  useCreateAccountMutation,
  useTeamChoicesQuery,
  type AccountPartsFragment,
} from '../../generated/graphql';
import { formatDateTime } from '../../lib/format';
import { toast } from '../../ui/toast';
import { showAtFields } from '../form-errors';
import { useRoleChoices } from '../role-names';
import { SecretOnce } from '../secret-once';
import { AccountActions } from './account-actions';
import '../../customers/form.css';

interface Values {
  name: string;
  email: string;
  title?: string;
  locale?: string;
  teamId?: string;
  furtherTeamIds?: string[];
  roles: string[];
}

const names = ['name', 'email', 'title', 'locale', 'teamId', 'furtherTeamIds', 'roles'] as const;

interface AccountDrawerProps {
  /** Left out: a new user. */
  account?: AccountPartsFragment;
  onClose: () => void;
  onChanged: () => void;
}

/** One user: who they are, their teams and roles, and whether they may come in. */
export function AccountDrawer({ account, onClose, onChanged }: AccountDrawerProps) {
  const { t, i18n } = useTranslation();
  const { me } = useSession();
  const [form] = Form.useForm<Values>();
  const [problem, setProblem] = useState<string | null>(null);
  const [secret, setSecret] = useState<{ password: string; validUntil: string } | null>(null);
  const { options } = useRoleChoices();
  const teams = useTeamChoicesQuery().data?.teams.nodes ?? [];
  const [create, creating] = useCreateAccountMutation();
  const [change, changing] = useChangeAccountMutation();
  const closed = account !== undefined && (!account.manageable || !me.rights.includes('users:manage'));
  const teamOptions = teams.map(({ id, name }) => ({ value: id, label: name ?? t('value.unnamed') }));

  const submit = async ({ email, teamId, title, furtherTeamIds, ...values }: Values) => {
    setProblem(null);
    const rest = { ...values, title: title || null, furtherTeamIds: furtherTeamIds ?? [], teamId: teamId ?? null };
    try {
      if (account) {
        await change({ variables: { input: { id: account.id, ...rest } } });
        toast.success(t('admin.users.saved'));
        onChanged();
        onClose();
        return;
      }
      const { data } = await create({ variables: { input: { email, ...rest } } });
      onChanged();
      if (data) setSecret({ password: data.createAccount.oneTimePassword, validUntil: data.createAccount.validUntil });
    } catch (error) {
      setProblem(showAtFields(form, error, names));
    }
  };

  const required = (label: string) => [{ required: true, message: t('form.required', { field: label }) }];
  return (
    <Drawer
      open
      size={520}
      onClose={onClose}
      mask={{ closable: false }}
      title={account ? (account.name ?? account.email) : t('admin.users.new')}
      footer={
        closed ? null : (
          <div className="form-foot">
            <Button onClick={onClose}>{t('action.cancel')}</Button>
            <Button
              type="primary"
              loading={creating.loading || changing.loading}
              onClick={() => form.submit()}
              data-testid="account-save"
            >
              {t(account ? 'action.save' : 'admin.users.create')}
            </Button>
          </div>
        )
      }
    >
      {closed && <Alert type="info" showIcon title={t('admin.users.closed')} className="form-problem" />}
      {problem && <Alert type="error" showIcon title={problem} role="alert" className="form-problem" />}
      <Form<Values>
        form={form}
        layout="vertical"
        disabled={closed}
        initialValues={{
          name: account?.name ?? '',
          email: account?.email ?? '',
          title: account?.title ?? '',
          locale: account?.locale ?? (i18n.language === 'zh-CN' ? 'zh-CN' : 'en'),
          teamId: account?.team?.id,
          furtherTeamIds: account?.furtherTeams.map(({ id }) => id) ?? [],
          roles: account?.roles ?? [],
        }}
        onFinish={(values) => void submit(values)}
        scrollToFirstError
      >
        <Form.Item name="name" label={t('admin.field.name')} rules={required(t('admin.field.name'))}>
          <Input autoFocus={!account} autoComplete="off" />
        </Form.Item>
        <Form.Item name="email" label={t('admin.field.email')} rules={required(t('admin.field.email'))}>
          <Input disabled={account !== undefined} inputMode="email" autoComplete="off" />
        </Form.Item>
        <Form.Item
          name="roles"
          label={t('admin.field.roles')}
          extra={t('admin.users.rolesHint')}
          rules={required(t('admin.field.roles'))}
        >
          <Select mode="multiple" options={options} showSearch={{ optionFilterProp: 'label' }} />
        </Form.Item>
        <div className="admin-pair">
          <Form.Item name="teamId" label={t('admin.field.team')}>
            <Select allowClear options={teamOptions} showSearch={{ optionFilterProp: 'label' }} />
          </Form.Item>
          <Form.Item name="furtherTeamIds" label={t('admin.field.furtherTeams')}>
            <Select mode="multiple" options={teamOptions} showSearch={{ optionFilterProp: 'label' }} />
          </Form.Item>
          <Form.Item name="title" label={t('admin.field.title')}>
            <Input />
          </Form.Item>
          <Form.Item name="locale" label={t('admin.field.locale')}>
            <Select
              options={[
                { value: 'zh-CN', label: '简体中文' },
                { value: 'en', label: 'English' },
              ]}
            />
          </Form.Item>
        </div>
      </Form>
      {account && (
        <AccountActions
          account={account}
          closed={closed}
          onChanged={onChanged}
          onClose={onClose}
          onSecret={(password, validUntil) => setSecret({ password, validUntil })}
        />
      )}
      {secret && (
        <SecretOnce
          title={t('admin.users.secretTitle')}
          text={t('admin.users.secretText', { until: formatDateTime(secret.validUntil, i18n.language) })}
          secret={secret.password}
          onClose={() => {
            setSecret(null);
            onClose();
          }}
        />
      )}
    </Drawer>
  );
}
