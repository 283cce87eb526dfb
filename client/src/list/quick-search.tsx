import { Search, X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDebounced } from '../lib/use-debounced';

/** The search of a list: what is typed is asked when the typing rests. */
export function QuickSearch({
  value,
  onChange,
  placeholder,
}: {
  value: string;
  onChange: (value: string) => void;
  placeholder: string;
}) {
  const { t } = useTranslation();
  const [text, setText] = useState(value);
  const [outside, setOutside] = useState(value);
  if (outside !== value) {
    // The address changed under us (back button, reset): it wins.
    setOutside(value);
    setText(value);
  }
  const settled = useDebounced(text, 250);
  useEffect(() => {
    if (settled !== value && settled === text) onChange(settled);
    // Only a settled text is news; the value coming back from the address is its echo.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [settled]);
  return (
    <label className="quick-search">
      <Search size={13} aria-hidden />
      <input
        value={text}
        placeholder={placeholder}
        aria-label={placeholder}
        onChange={(event) => setText(event.target.value)}
      />
      {text !== '' && (
        <button type="button" className="bare" aria-label={t('filter.clear')} onClick={() => setText('')}>
          <X size={13} aria-hidden />
        </button>
      )}
    </label>
  );
}
