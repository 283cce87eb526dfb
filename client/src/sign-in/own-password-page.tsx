import { Alert, Button, Form, Input } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useChangePasswordMutation } from '../generated/graphql';
import { readError } from '../lib/errors';
import './sign-in.css';

interface Values {
  password: string;
  again: string;
}

/** After a one-time password: a password of one's own comes before everything else. */
export default function OwnPasswordPage({ email, onDone }: { email: string | null; onDone: () => void }) {
  const { t, i18n } = useTranslation();
  const [form] = Form.useForm<Values>();
  const [problem, setProblem] = useState<string | null>(null);
  const [change, { loading }] = useChangePasswordMutation();
  useEffect(() => {
    document.title = t('app.title', { page: t('ownPassword.title') });
  }, [t, i18n.language]);
  const submit = async ({ password }: Values) => {
    setProblem(null);
    try {
      await change({ variables: { input: { password } } });
      onDone();
    } catch (error) {
      const { code, message, fields } = readError(error);
      const said = fields.password ?? fields['input.password'];
      if (said) form.setFields([{ name: 'password', errors: [said] }]);
      else setProblem(message || t(`error.${code}`));
    }
  };
  return (
    <main className="sign-in-form own-password">
      <div className="sign-in-box">
        <h2>{t('ownPassword.title')}</h2>
        <p className="sign-in-sub">{t('ownPassword.text')}</p>
        {problem && <Alert type="error" showIcon title={problem} role="alert" />}
        <Form<Values>
          form={form}
          layout="vertical"
          requiredMark={false}
          size="large"
          onFinish={(values) => void submit(values)}
        >
          <input type="hidden" name="username" autoComplete="username" value={email ?? ''} readOnly />
          <Form.Item
            name="password"
            label={t('ownPassword.password')}
            extra={t('ownPassword.hint')}
            rules={[{ required: true, message: t('signIn.passwordMissing') }]}
          >
            <Input.Password autoFocus autoComplete="new-password" />
          </Form.Item>
          <Form.Item
            name="again"
            label={t('ownPassword.again')}
            dependencies={['password']}
            rules={[
              { required: true, message: t('signIn.passwordMissing') },
              ({ getFieldValue }) => ({
                validator: (_, value) =>
                  !value || value === getFieldValue('password')
                    ? Promise.resolve()
                    : Promise.reject(new Error(t('ownPassword.different'))),
              }),
            ]}
          >
            <Input.Password autoComplete="new-password" />
          </Form.Item>
          <Button type="primary" htmlType="submit" block loading={loading}>
            {t('ownPassword.submit')}
          </Button>
        </Form>
      </div>
    </main>
  );
}
