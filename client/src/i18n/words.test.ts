import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import enFirst from './en';
import enAdministration from './en/administration';
import enAnalysis from './en/analysis';
import enDuplicates from './en/duplicates';
import enImports from './en/imports';
import enRecord from './en/record';
import enSaved from './en/saved';
import zhCnFirst from './zh-cn';
import zhCnAdministration from './zh-cn/administration';
import zhCnAnalysis from './zh-cn/analysis';
import zhCnDuplicates from './zh-cn/duplicates';
import zhCnImports from './zh-cn/imports';
import zhCnRecord from './zh-cn/record';
import zhCnSaved from './zh-cn/saved';

const en = { ...enFirst, ...enAdministration, ...enAnalysis, ...enImports, ...enDuplicates, ...enRecord, ...enSaved };
const zhCn = {
  ...zhCnFirst,
  ...zhCnAdministration,
  ...zhCnAnalysis,
  ...zhCnImports,
  ...zhCnDuplicates,
  ...zhCnRecord,
  ...zhCnSaved,
};

const withoutPlural = (key: string): string => key.replace(/_(one|other)$/, '');
const keysOf = (words: object): string[] => [...new Set(Object.keys(words).map(withoutPlural))].sort();
const placeholders = (text: string): string[] => (text.match(/\{\{\w+\}\}|<\/?\w+>/g) ?? []).sort();

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'generated' || entry.name === 'i18n' ? [] : sources(path);
    return /\.tsx?$/.test(entry.name) && !entry.name.includes('.test.') ? [readFileSync(path, 'utf8')] : [];
  });
}

describe('the words of the app', () => {
  it('are the same set in both languages', () => {
    expect(keysOf(zhCn)).toEqual(keysOf(en));
  });

  it('take the same values in both languages', () => {
    const english: Record<string, string> = en;
    for (const [key, text] of Object.entries(zhCn as Record<string, string>)) {
      expect([key, placeholders(text)]).toEqual([key, placeholders(english[key] ?? '')]);
    }
  });

  it('are not left in English', () => {
    const same = Object.entries(zhCn as Record<string, string>).filter(
      ([key, text]) => text === (en as Record<string, string>)[key],
    );
    expect(same.map(([key]) => key)).toEqual(['consents.given', 'query.json']);
  });

  it('exist for every key a page asks for', () => {
    const known = new Set(keysOf(en));
    const asked = sources(join(__dirname, '..')).flatMap((text) =>
      [...text.matchAll(/\bt\(\s*'([\w.-]+)'|label: '([a-z]\w*\.[\w.]+)'/g)].map(
        ([, call, label]) => call ?? label ?? '',
      ),
    );
    expect(asked.length).toBeGreaterThan(100);
    expect(asked.filter((key) => !known.has(key))).toEqual([]);
  });
});
