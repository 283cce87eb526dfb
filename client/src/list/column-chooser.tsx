import { Button } from 'antd';
import { ChevronDown, ChevronUp, Columns3 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Popup } from '../ui/popup';
import { headingOf, type ListColumn, type ListRow } from './columns';

interface ColumnChooserProps<Row extends ListRow> {
  all: readonly ListColumn<Row>[];
  shown: readonly string[];
  onChange: (columns: string[] | null) => void;
}

/** Which columns, in which order. The first one names the row and stays. */
export function ColumnChooser<Row extends ListRow>({ all, shown, onChange }: ColumnChooserProps<Row>) {
  const { t } = useTranslation();
  const ordered = [...shown, ...all.map(({ key }) => key).filter((key) => !shown.includes(key))];
  const move = (key: string, by: number) => {
    const next = [...shown];
    const from = next.indexOf(key);
    const [taken] = next.splice(from, 1);
    if (taken) next.splice(from + by, 0, taken);
    onChange(next);
  };
  const list = (
    <div className="column-chooser">
      {ordered.map((key) => {
        const column = all.find((one) => one.key === key);
        const at = shown.indexOf(key);
        if (!column) return null;
        return (
          <div key={key}>
            <label>
              <input
                type="checkbox"
                checked={at >= 0}
                disabled={key === all[0]?.key}
                onChange={() => onChange(at >= 0 ? shown.filter((one) => one !== key) : [...shown, key])}
              />
              {headingOf(column, t)}
            </label>
            {at > 0 && (
              <span>
                <button
                  type="button"
                  className="bare"
                  disabled={at < 2}
                  aria-label={t('list.columnUp')}
                  onClick={() => move(key, -1)}
                >
                  <ChevronUp size={14} aria-hidden />
                </button>
                <button
                  type="button"
                  className="bare"
                  disabled={at === shown.length - 1}
                  aria-label={t('list.columnDown')}
                  onClick={() => move(key, 1)}
                >
                  <ChevronDown size={14} aria-hidden />
                </button>
              </span>
            )}
          </div>
        );
      })}
      <Button size="small" type="text" onClick={() => onChange(null)}>
        {t('list.columnsReset')}
      </Button>
    </div>
  );
  return (
    <Popup placement="bottomRight" content={list}>
      <Button icon={<Columns3 size={14} />}>{t('list.columns')}</Button>
    </Popup>
  );
}
