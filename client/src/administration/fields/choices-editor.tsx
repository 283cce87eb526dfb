import { Button, Input } from 'antd';
import { ArrowUp, Eye, EyeOff, Plus, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';

/** A value of a choice while it is edited; one without a key is new. */
export interface ChoiceLine {
  key?: string;
  en: string;
  zh: string;
  active: boolean;
}

interface ChoicesEditorProps {
  /** Given by the form item. */
  value?: ChoiceLine[];
  onChange?: (lines: ChoiceLine[]) => void;
}

/** Values of a choice in the order in which forms offer them. What records may hold is hidden, never removed. */
export function ChoicesEditor({ value = [], onChange = () => undefined }: ChoicesEditorProps) {
  const { t } = useTranslation();
  const put = (index: number, change: Partial<ChoiceLine>) =>
    onChange(value.map((line, at) => (at === index ? { ...line, ...change } : line)));
  const rise = (index: number) => {
    const next = [...value];
    const [line] = next.splice(index, 1);
    if (line) next.splice(index - 1, 0, line);
    onChange(next);
  };
  return (
    <div className="choices-editor">
      {value.map((line, index) => (
        <div key={line.key ?? `new-${index}`} className={line.active ? undefined : 'row-off'}>
          <Input
            aria-label={t('admin.fields.choiceEn')}
            placeholder={t('admin.fields.choiceEn')}
            value={line.en}
            maxLength={100}
            onChange={(event) => put(index, { en: event.target.value })}
          />
          <Input
            aria-label={t('admin.fields.choiceZh')}
            placeholder={t('admin.fields.choiceZh')}
            value={line.zh}
            maxLength={100}
            onChange={(event) => put(index, { zh: event.target.value })}
          />
          <Button
            type="text"
            icon={<ArrowUp size={13} />}
            disabled={index === 0}
            aria-label={t('admin.fields.choiceUp')}
            title={t('admin.fields.choiceUp')}
            onClick={() => rise(index)}
          />
          {line.key === undefined ? (
            <Button
              type="text"
              icon={<X size={13} />}
              aria-label={t('form.removeLine')}
              title={t('form.removeLine')}
              onClick={() => onChange(value.filter((_, at) => at !== index))}
            />
          ) : (
            <Button
              type="text"
              icon={line.active ? <Eye size={13} /> : <EyeOff size={13} />}
              aria-label={t(line.active ? 'admin.fields.choiceHide' : 'admin.fields.choiceOffer')}
              title={t(line.active ? 'admin.fields.choiceHide' : 'admin.fields.choiceOffer')}
              onClick={() => put(index, { active: !line.active })}
            />
          )}
        </div>
      ))}
      <Button
        size="small"
        type="dashed"
        icon={<Plus size={12} />}
        onClick={() => onChange([...value, { en: '', zh: '', active: true }])}
      >
        {t('admin.fields.choiceAdd')}
      </Button>
    </div>
  );
}
