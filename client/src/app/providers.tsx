import { ApolloProvider } from '@apollo/client/react';
import { ConfigProvider, type ConfigProviderProps } from 'antd';
import { useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { WordsProvider } from '../i18n/words';
import { useMedia } from '../lib/use-media';
import { Toasts } from '../ui/toast';
import { createClient } from './apollo';
import { PreferencesProvider, usePreferences } from './preferences';
import { themeFor } from './theme';

const client = createClient();
type AntLocale = ConfigProviderProps['locale'];

function Themed({ children }: { children: ReactNode }) {
  const { dark } = usePreferences();
  const { i18n } = useTranslation();
  const still = useMedia('(prefers-reduced-motion: reduce)');
  const [locale, setLocale] = useState<AntLocale>();

  useEffect(() => {
    let current = true;
    const load = i18n.language === 'zh-CN' ? import('antd/locale/zh_CN') : import('antd/locale/en_US');
    void load.then((module) => current && setLocale(module.default));
    return () => {
      current = false;
    };
  }, [i18n.language]);

  useEffect(() => {
    // Names of dictionary entries and reasons come in the language asked for: ask again in the new one.
    const refetch = () => void client.refetchQueries({ include: 'active' });
    i18n.on('languageChanged', refetch);
    return () => i18n.off('languageChanged', refetch);
  }, [i18n]);

  return (
    <ConfigProvider theme={themeFor(dark, still)} locale={locale} button={{ autoInsertSpace: false }}>
      {children}
      <Toasts />
    </ConfigProvider>
  );
}

export function Providers({ children }: { children: ReactNode }) {
  return (
    <ApolloProvider client={client}>
      <PreferencesProvider>
        <WordsProvider>
          <Themed>{children}</Themed>
        </WordsProvider>
      </PreferencesProvider>
    </ApolloProvider>
  );
}
