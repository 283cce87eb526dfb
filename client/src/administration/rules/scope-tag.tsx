import { X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Tag } from '../../ui/tag';
import type { ScopeWord } from './use-rule-words';

interface ScopeTagProps {
  scope: ScopeWord;
  /** Second scope that has to hold too. */
  within?: ScopeWord;
  onRemove?: () => void;
}

/** Rows in words, in the colour that stands for this scope all over the page. */
export function ScopeTag({ scope, within, onRemove }: ScopeTagProps) {
  const { t } = useTranslation();
  const text = within ? t('admin.scope.both', { scope: scope.words, within: within.words }) : scope.words;
  return (
    <span className="scope-tag" title={text}>
      <Tag tone={scope.tone}>
        <span className="scope-words">{text}</span>
        {onRemove && (
          <button
            type="button"
            className="bare"
            aria-label={t('admin.scope.remove', { scope: text })}
            onClick={onRemove}
          >
            <X size={11} aria-hidden />
          </button>
        )}
      </Tag>
    </span>
  );
}
