import { Checkbox, Input, Select } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useImportTemplatesQuery } from '../generated/graphql';
import type { Plan, Preview } from './plan';

interface PlanFormProps {
  plan: Plan;
  preview: Preview;
  onChange: (plan: Plan) => void;
  disabled: boolean;
}

const encodings = ['utf-8', 'gb18030', 'big5', 'shift_jis', 'utf-16le', 'utf-16be', 'windows-1252'];
const delimiters = [',', ';', '\t', '|', '^', '`', '~'];
const matchKeys = ['externalId', 'code', 'name', 'email', 'phone'];

function Field({ label, children }: { label: string; children: ReactNode }) {
  return (
    <label className="import-field">
      <span>{label}</span>
      {children}
    </label>
  );
}

/** How the file is read and what is done with its rows; what was found out stands as the usual choice. */
export function PlanForm({ plan, preview, onChange, disabled }: PlanFormProps) {
  const { t } = useTranslation();
  const { data } = useImportTemplatesQuery();
  const templates = data?.importTemplates ?? [];
  const { settings } = preview;
  const set = (changes: Partial<Plan>) => onChange({ ...plan, ...changes });
  const read = (changes: Plan['read']) => set({ read: { ...plan.read, ...changes } });
  const option = (value: string, label = value) => ({ value, label });
  const words = (group: string, values: readonly string[]) =>
    values.map((value) => option(value, t(`imports.${group}.${value}`)));
  return (
    <div className="import-form">
      {templates.length > 0 && (
        <Field label={t('imports.template')}>
          <Select
            placeholder={t('imports.chooseTemplate')}
            disabled={disabled}
            options={templates.map(({ id, name }) => option(id, name))}
            onChange={(id: string) => onChange(templates.find((one) => one.id === id)!.plan as Plan)}
          />
        </Field>
      )}
      {plan.noun !== null && (
        <Field label={t('imports.noun')}>
          <Select
            value={plan.noun}
            disabled={disabled}
            options={preview.nouns.map(({ noun, name }) => option(noun, name))}
            onChange={(noun: string) => set({ noun, overrides: [], replacements: [] })}
          />
        </Field>
      )}
      {settings.encoding !== null && (
        <Field label={t('imports.encoding')}>
          <Select
            value={settings.encoding}
            disabled={disabled}
            options={[...new Set([settings.encoding, ...encodings])].map((name) => option(name, name.toUpperCase()))}
            onChange={(encoding: string) => read({ encoding })}
          />
        </Field>
      )}
      {settings.delimiter !== null && (
        <Field label={t('imports.delimiter')}>
          <Select
            value={settings.delimiter}
            disabled={disabled}
            options={[...new Set([settings.delimiter, ...delimiters])].map((character) =>
              option(character, character === '\t' ? t('imports.tab') : character),
            )}
            onChange={(delimiter: string) => read({ delimiter })}
          />
        </Field>
      )}
      {settings.sheets.length > 1 && (
        <Field label={t('imports.sheet')}>
          <Select
            value={settings.sheet}
            disabled={disabled}
            options={settings.sheets.map((name) => option(name))}
            onChange={(sheet: string | null) => sheet !== null && read({ sheet })}
          />
        </Field>
      )}
      <Field label={t('imports.source')}>
        <Input
          value={plan.source}
          maxLength={64}
          disabled={disabled}
          onChange={(event) => set({ source: event.target.value || 'import' })}
        />
      </Field>
      <Field label={t('imports.match')}>
        <Select
          value={plan.match ?? ''}
          disabled={disabled}
          options={[option('', t('imports.matchUsual')), ...words('matchBy', matchKeys)]}
          onChange={(match: string) => set({ match: match === '' ? null : match })}
        />
      </Field>
      <Field label={t('imports.mode')}>
        <Select
          value={plan.mode}
          disabled={disabled}
          options={words('modes', ['both', 'create', 'update'])}
          onChange={(mode: Plan['mode']) => set({ mode })}
        />
      </Field>
      {plan.noun === 'customer' && (
        <Field label={t('imports.alike')}>
          <Select
            value={plan.alike}
            disabled={disabled}
            options={words('alikeRules', ['create', 'refuse', 'match'])}
            onChange={(alike: Plan['alike']) => set({ alike })}
          />
        </Field>
      )}
      <Field label={t('imports.dates')}>
        <Select
          value={plan.dateOrder ?? ''}
          disabled={disabled}
          options={[option('', t('imports.datesAsk')), option('dmy', '31/12/2026'), option('mdy', '12/31/2026')]}
          onChange={(order: string) => set({ dateOrder: order === '' ? null : (order as 'dmy' | 'mdy') })}
        />
      </Field>
      <Field label={t('imports.country')}>
        <Input
          placeholder="CN"
          value={plan.country ?? ''}
          maxLength={2}
          disabled={disabled}
          onChange={({ target: { value } }) => {
            const code = value.toUpperCase().replace(/[^A-Z]/g, '');
            set({ country: code.length === 2 ? code : null });
          }}
        />
      </Field>
      <div className="import-checks">
        <Checkbox
          checked={plan.denied === 'skip'}
          disabled={disabled}
          onChange={(event) => set({ denied: event.target.checked ? 'skip' : 'refuse' })}
        >
          {t('imports.skipDenied')}
        </Checkbox>
        <Checkbox
          checked={plan.unknownEntries === 'skip'}
          disabled={disabled}
          onChange={(event) => set({ unknownEntries: event.target.checked ? 'skip' : 'refuse' })}
        >
          {t('imports.skipUnknown')}
        </Checkbox>
        <Checkbox
          checked={plan.tidyNames}
          disabled={disabled}
          onChange={(event) => set({ tidyNames: event.target.checked })}
        >
          {t('imports.tidyNames')}
        </Checkbox>
      </div>
    </div>
  );
}
