import { Button, Select } from 'antd';
import { Ban, Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RuleAction } from '../../generated/graphql';
import { formatList } from '../../lib/format';
import { Tag } from '../../ui/tag';
import type { MatrixProps } from './matrix-cell';
import type { Deny } from './rule-model';

/** What is taken away, whatever this or another role of the same person gives. */
export function DeniesEditor({ type, rules, fields, words, onChange }: MatrixProps) {
  const { t, i18n } = useTranslation();
  const [adding, setAdding] = useState(false);
  const nameOf = (field: string) =>
    field.startsWith('@') ? words.className(field.slice(1)) : words.fieldLabel(type, field);
  if (!onChange && rules.denies.length === 0) return null;
  return (
    <section className="denies">
      <h3>{t('admin.denies.title')}</h3>
      {rules.denies.map((deny, index) => (
        <p key={index} className="deny">
          <Tag tone="bad">
            <Ban size={11} aria-hidden /> {words.action(deny.action)}
          </Tag>
          <span>
            {t('admin.denies.line', {
              fields: deny.fields ? formatList(deny.fields.map(nameOf), i18n.language) : t('admin.denies.record'),
              scope: words.scope(type, deny.scope).words,
            })}
          </span>
          {onChange && (
            <Button
              type="text"
              size="small"
              icon={<Trash2 size={13} />}
              aria-label={t('admin.denies.remove')}
              onClick={() => onChange({ ...rules, denies: rules.denies.filter((_, at) => at !== index) })}
            />
          )}
        </p>
      ))}
      {onChange &&
        (adding ? (
          <NewDeny
            {...{ type, rules, fields, words }}
            onAdd={(deny) => {
              setAdding(false);
              onChange({ ...rules, denies: [...rules.denies, deny] });
            }}
          />
        ) : (
          <Button size="small" type="text" icon={<Plus size={13} />} onClick={() => setAdding(true)}>
            {t('admin.denies.add')}
          </Button>
        ))}
    </section>
  );
}

function NewDeny({ type, fields, words, onAdd }: Omit<MatrixProps, 'onChange'> & { onAdd: (deny: Deny) => void }) {
  const { t } = useTranslation();
  const [action, setAction] = useState<RuleAction>('read');
  const [scope, setScope] = useState('all');
  const [chosen, setChosen] = useState<string[]>([]);
  return (
    <div className="deny-new">
      <Select
        aria-label={t('admin.denies.action')}
        value={action}
        onChange={setAction}
        options={words.catalogue.actions.map(({ key, name }) => ({ value: key as RuleAction, label: name }))}
      />
      <Select
        mode="multiple"
        aria-label={t('admin.denies.fields')}
        placeholder={t('admin.denies.record')}
        value={chosen}
        onChange={setChosen}
        showSearch={{ optionFilterProp: 'label' }}
        options={[
          ...words.catalogue.classes.map(({ key, name }) => ({ value: `@${key}`, label: name })),
          ...fields.map(({ name, label }) => ({ value: name, label })),
        ]}
      />
      <Select
        aria-label={t('admin.denies.scope')}
        value={scope}
        onChange={setScope}
        showSearch={{ optionFilterProp: 'label' }}
        options={words
          .scopesOf(type)
          .filter(({ name }) => name !== 'none')
          .map((one) => ({ value: one.name, label: one.words }))}
      />
      <Button type="primary" onClick={() => onAdd({ action, scope, fields: chosen.length > 0 ? chosen : null })}>
        {t('admin.denies.put')}
      </Button>
    </div>
  );
}
