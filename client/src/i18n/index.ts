import dayjs from 'dayjs';
import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';

export const languages = [
  { code: 'zh-CN', name: '简体中文' },
  { code: 'en', name: 'English' },
] as const;

export type Language = (typeof languages)[number]['code'];

const loaders = {
  en: () => import('./en'),
  'zh-CN': async () => {
    await import('dayjs/locale/zh-cn');
    return import('./zh-cn');
  },
};

/** Words of pages that few people open come with the page. */
const parts = {
  administration: {
    en: () => import('./en/administration'),
    'zh-CN': () => import('./zh-cn/administration'),
  },
  analysis: {
    en: () => import('./en/analysis'),
    'zh-CN': () => import('./zh-cn/analysis'),
  },
  duplicates: {
    en: () => import('./en/duplicates'),
    'zh-CN': () => import('./zh-cn/duplicates'),
  },
  record: {
    en: () => import('./en/record'),
    'zh-CN': () => import('./zh-cn/record'),
  },
  saved: {
    en: () => import('./en/saved'),
    'zh-CN': () => import('./zh-cn/saved'),
  },
  imports: {
    en: () => import('./en/imports'),
    'zh-CN': () => import('./zh-cn/imports'),
  },
};

const added = new Set<keyof typeof parts>();

/** The language chosen before, else the browser's, else English. */
export function preferredLanguage(stored: string | null, browser: readonly string[]): Language {
  if (stored === 'en' || stored === 'zh-CN') return stored;
  for (const tag of browser) {
    if (tag.toLowerCase().startsWith('zh')) return 'zh-CN';
    if (tag.toLowerCase().startsWith('en')) return 'en';
  }
  return 'en';
}

async function load(language: Language): Promise<void> {
  const modules = await Promise.all([loaders[language](), ...[...added].map((part) => parts[part][language]())]);
  for (const { default: words } of modules) i18next.addResourceBundle(language, 'translation', words, false, true);
}

/** Loads the words of some pages, in the page's language now and in each one it is switched to. */
export async function addWords(...wanted: (keyof typeof parts)[]): Promise<void> {
  if (wanted.every((part) => added.has(part))) return;
  for (const part of wanted) added.add(part);
  await load(i18next.language as Language);
}

function settle(language: Language): void {
  document.documentElement.lang = language;
  dayjs.locale(language === 'zh-CN' ? 'zh-cn' : 'en');
}

/** Loads the words of one language (the other stays on the server) and makes it the page's. */
export async function startLanguage(): Promise<void> {
  let stored: string | null = null;
  try {
    stored = localStorage.getItem('kehu.language');
  } catch {
    // No storage: the browser's language decides.
  }
  const language = preferredLanguage(stored, navigator.languages);
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    keySeparator: false,
    nsSeparator: false,
    resources: {},
    interpolation: { escapeValue: false },
    react: { bindI18nStore: 'added' },
  });
  await load(language);
  settle(language);
}

export async function switchLanguage(language: Language): Promise<void> {
  await load(language);
  await i18next.changeLanguage(language);
  settle(language);
  try {
    localStorage.setItem('kehu.language', language);
  } catch {
    // Kept for this tab only.
  }
}
