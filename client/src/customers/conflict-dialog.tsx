import { Modal, Radio } from 'antd';
import { GitMerge } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Choice } from '../lib/conflict';
import { formatList } from '../lib/format';
import { FieldWords } from './field-words';
import './form.css';
import { useCustomerFormFields } from './use-customer-form-fields';
import type { OpenConflict } from './use-save-customer';

/** Somebody saved this record while it was open here: both values of every field, and the choice. */
export default function ConflictDialog({ conflict }: { conflict: OpenConflict }) {
  const { t, i18n } = useTranslation();
  const { comparison, answer } = conflict;
  const [choices, setChoices] = useState<Record<string, Choice>>({});
  const decided = comparison.conflicts.every(({ field }) => choices[field]);
  const fields = useCustomerFormFields();
  const name = (key: string) => {
    const field = fields.find((one) => one.key === key);
    return field?.label ?? t(`field.customer.${field?.field ?? key}`);
  };
  const names = (keys: readonly string[]) => formatList(keys.map(name), i18n.language);
  const all = (choice: Choice) =>
    setChoices(Object.fromEntries(comparison.conflicts.map(({ field }) => [field, choice])));
  const kept = Object.keys(comparison.mineOnly);

  return (
    <Modal
      open
      width={680}
      onCancel={() => answer(null)}
      onOk={() => answer(choices)}
      okText={t('conflict.save')}
      cancelText={t('conflict.cancel')}
      okButtonProps={{ disabled: !decided }}
      mask={{ closable: false }}
      title={
        <span className="conflict-title">
          <GitMerge size={17} aria-hidden /> {t('conflict.title')}
        </span>
      }
      className="conflict"
      data-testid="conflict"
    >
      <p className="conflict-text">{t(comparison.conflicts.length > 0 ? 'conflict.text' : 'conflict.noOverlap')}</p>
      {comparison.conflicts.length > 0 && (
        <table>
          <thead>
            <tr>
              <th scope="col">{t('conflict.field')}</th>
              <th scope="col">
                <button type="button" className="bare link" onClick={() => all('mine')}>
                  {t('conflict.mine')}
                </button>
              </th>
              <th scope="col">
                <button type="button" className="bare link" onClick={() => all('theirs')}>
                  {t('conflict.theirs')}
                </button>
              </th>
            </tr>
          </thead>
          <tbody>
            {comparison.conflicts.map(({ field, mine, theirs }) => (
              <tr key={field} data-conflict={field}>
                <th scope="row">{name(field)}</th>
                {(['mine', 'theirs'] as const).map((side) => (
                  <td key={side} className={choices[field] === side ? 'chosen' : undefined}>
                    <Radio
                      checked={choices[field] === side}
                      onChange={() => setChoices((before) => ({ ...before, [field]: side }))}
                    >
                      <FieldWords field={field} value={side === 'mine' ? mine : theirs} />
                    </Radio>
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {kept.length > 0 && <p className="conflict-note">{t('conflict.mineOnly', { fields: names(kept) })}</p>}
      {comparison.theirsOnly.length > 0 && (
        <p className="conflict-note">{t('conflict.theirsOnly', { fields: names(comparison.theirsOnly) })}</p>
      )}
    </Modal>
  );
}
