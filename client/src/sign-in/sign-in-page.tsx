import { useApolloClient } from '@apollo/client/react';
import { Alert, Button, Form, Input } from 'antd';
import type { InputRef } from 'antd';
import { ArrowRight, Lock, ShieldCheck, Telescope } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useSearchParams } from 'react-router';
import { LanguageSwitch } from '../app/language-switch';
import { ThemeMenu } from '../app/account-menu';
import { useSignInMutation } from '../generated/graphql';
import { readError } from '../lib/errors';
import { Avatar } from '../ui/avatar';
import { useDemoAccounts } from './use-demo-accounts';
import './sign-in.css';

interface Credentials {
  email: string;
  password: string;
}

/** Only an address of this app: a link must not send people elsewhere after they signed in. */
function safeTarget(to: string | null): string {
  return to && /^\/(?![/\\])/.test(to) && !to.startsWith('/sign-in') ? to : '/';
}

export function SignInPage() {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const [params] = useSearchParams();
  const client = useApolloClient();
  const demo = useDemoAccounts();
  const [form] = Form.useForm<Credentials>();
  const [problem, setProblem] = useState<string | null>(null);
  const button = useRef<HTMLButtonElement>(null);
  const first = useRef<InputRef>(null);
  const [signIn, { loading }] = useSignInMutation();

  useEffect(() => {
    document.title = t('app.title', { page: t('signIn.title') });
  }, [t, i18n.language]);

  const submit = async (input: Credentials) => {
    setProblem(null);
    try {
      const { data } = await signIn({ variables: { input } });
      if (data?.signIn.__typename === 'SecondFactorRequired') {
        setProblem(t('signIn.secondFactor'));
        return;
      }
      // Whatever the last person saw is gone before the next one's first page.
      await client.clearStore();
      await navigate(safeTarget(params.get('to')), { replace: true });
    } catch (error) {
      const { code, message } = readError(error);
      setProblem(message || t(`error.${code}`));
      form.setFieldValue('password', '');
      first.current?.focus();
    }
  };

  return (
    <div className="sign-in">
      <aside className="sign-in-story">
        <span className="brand">
          <span className="brand-mark" aria-hidden>
            客
          </span>
          Kehu
        </span>
        <div className="story-text">
          <h1>{t('signIn.headline')}</h1>
          <p>{t('signIn.promise')}</p>
        </div>
        <SampleRecord />
        <ul className="story-points">
          <li>
            <Lock size={15} aria-hidden /> {t('signIn.point.fields')}
          </li>
          <li>
            <Telescope size={15} aria-hidden /> {t('signIn.point.why')}
          </li>
          <li>
            <ShieldCheck size={15} aria-hidden /> {t('signIn.point.roads')}
          </li>
        </ul>
      </aside>
      <main className="sign-in-form">
        <div className="sign-in-tools">
          <LanguageSwitch />
          <ThemeMenu />
        </div>
        <div className="sign-in-box">
          <h2>{t('signIn.title')}</h2>
          <p className="sign-in-sub">{t('signIn.sub')}</p>
          {problem && <Alert type="error" showIcon title={problem} role="alert" />}
          <Form<Credentials>
            form={form}
            layout="vertical"
            requiredMark={false}
            onFinish={(values) => void submit(values)}
            size="large"
          >
            <Form.Item
              name="email"
              label={t('signIn.email')}
              rules={[{ required: true, message: t('signIn.emailMissing') }]}
            >
              <Input
                ref={first}
                autoFocus
                autoComplete="username"
                inputMode="email"
                autoCapitalize="none"
                spellCheck={false}
              />
            </Form.Item>
            <Form.Item
              name="password"
              label={t('signIn.password')}
              rules={[{ required: true, message: t('signIn.passwordMissing') }]}
            >
              <Input.Password autoComplete="current-password" />
            </Form.Item>
            <Button ref={button} type="primary" htmlType="submit" block loading={loading}>
              {t('signIn.submit')}
            </Button>
          </Form>
          {demo && (
            <section className="demo">
              <h3>{t('signIn.demo.title')}</h3>
              <p>{t('signIn.demo.text')}</p>
              <ul>
                {demo.accounts.map(({ email, title }) => (
                  <li key={email}>
                    <button
                      type="button"
                      className="bare"
                      onClick={() => {
                        form.setFieldsValue({ email, password: demo.password });
                        button.current?.focus();
                      }}
                    >
                      <Avatar name={email.replace(/@.*/, '').replace(/[._\d]+/g, ' ')} size={26} />
                      <span>
                        <b>{t(`signIn.demo.account.${email.replace(/@.*/, '')}`, { defaultValue: title })}</b>
                        <small>{email.replace(/@kehu\.example$/, '')}</small>
                      </span>
                      <ArrowRight size={14} aria-hidden />
                    </button>
                  </li>
                ))}
              </ul>
            </section>
          )}
        </div>
      </main>
    </div>
  );
}

/** A made-up record as one person sees it: readable, masked, locked. It says in a glance what the product does. */
function SampleRecord() {
  const { t } = useTranslation();
  return (
    <div className="sample" aria-hidden>
      <div className="sample-head">
        <Avatar name={t('signIn.sample.name')} size={34} square />
        <span>
          <b>{t('signIn.sample.name')}</b>
          <small>{t('signIn.sample.sub')}</small>
        </span>
      </div>
      <dl>
        <dt>{t('field.customer.phone')}</dt>
        <dd>+86 138 0013 4471</dd>
        <dt>{t('field.customer.bankAccount')}</dt>
        <dd className="sample-mask">••••••</dd>
        <dt>{t('field.customer.nationalId')}</dt>
        <dd className="sample-lock">
          <Lock size={12} /> {t('access.hidden')}
        </dd>
      </dl>
      <p>
        <b>{t('signIn.sample.why')}</b> {t('signIn.sample.because')}
      </p>
    </div>
  );
}
