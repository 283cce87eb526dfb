import { X } from 'lucide-react';
import { lazy, Suspense, useEffect, useMemo, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { addWords } from '../i18n';
import { writeListState, type FilterField, type ListState } from '../lib/filters';
import { formatNumber } from '../lib/format';
import { Failure } from '../ui/failure';
import { ColumnChooser } from './column-chooser';
import { visibleColumns, type ListColumn, type ListRow } from './columns';
import { DataGrid } from './data-grid';
import { FilterBar } from './filter-bar';
import type { WhereAt } from './list-template';
import type { ListQuery } from './list-tools';
import { QuickSearch } from './quick-search';
import './list.css';

const ListTools = lazy(async () => {
  const [module] = await Promise.all([import('./list-tools'), addWords('saved')]);
  return module;
});

export interface ListTab {
  key: string;
  /** i18n key. */
  label: string;
}

interface ListPageProps<Row extends ListRow> {
  /** i18n prefix of the noun, e.g. `customers`; `customers.title`, `customers.empty.title` and so on hang on it. */
  noun: string;
  /** i18n prefix of its fields, e.g. `field.customer`. */
  fieldPrefix: string;
  columns: readonly ListColumn<Row>[];
  fields: readonly FilterField[];
  tabs?: readonly ListTab[];
  state: ListState;
  onState: (change: Partial<ListState>) => void;
  rows: readonly Row[];
  count?: { count: number; exact: boolean };
  loading: boolean;
  loadingMore: boolean;
  hasMore: boolean;
  onMore: () => void;
  error?: unknown;
  onRetry: () => void;
  /** Left out where a drawer shows what is opened. */
  onOpen?: (row: Row) => void;
  /** Shows a record beside the list. */
  drawer?: (row: Row, onClose: () => void) => ReactNode;
  onEdit?: (row: Row) => void;
  /** What the list asks for: with it, it can be saved and exported. */
  query?: ListQuery;
  /** The same at another moment for somebody else: what is saved of the list. */
  whereAt?: WhereAt;
  actions?: ReactNode;
  emptyAction?: ReactNode;
  /** Shown in place of the table, e.g. a board. */
  instead?: ReactNode;
  selectionActions?: (ids: ReadonlySet<string>, clear: () => void) => ReactNode;
  emptyIcon?: ReactNode;
}

/** One list for every noun: tabs, filters that read as sentences, columns, sort, rows without end, keys. */
export function ListPage<Row extends ListRow>(props: ListPageProps<Row>) {
  const { noun, state, onState, rows, fields, columns, count } = props;
  const { t, i18n } = useTranslation();
  const [active, setActive] = useState(0);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [open, setOpen] = useState<Row | null>(null);
  const shown = useMemo(() => visibleColumns(columns, state.columns), [columns, state.columns]);
  const filtered = state.filters.length > 0 || state.search !== '' || state.tab !== 'all' || state.group !== null;

  useEffect(() => {
    document.title = t('app.title', { page: t(`${noun}.title`) });
  }, [t, noun, i18n.language]);

  // Amounts and dates are looked at from the top, names from the start; a third click gives the API's own order back.
  const onSort = (field: string) => {
    const column = columns.find(({ sort }) => sort === field);
    const downFirst = column?.align === 'end' || field.endsWith('At');
    if (state.sort?.field !== field) onState({ sort: { field, descending: downFirst } });
    else if (state.sort.descending === downFirst) onState({ sort: { field, descending: !downFirst } });
    else onState({ sort: null });
  };

  return (
    <div className="list-page">
      <header className="list-head">
        <div className="list-title">
          <h1>{t(`${noun}.title`)}</h1>
          <small className="num">
            {count &&
              t(count.exact ? `${noun}.count` : `${noun}.countMore`, {
                count: count.count,
                formatted: formatNumber(count.count, i18n.language),
              })}
          </small>
          <div className="list-actions">
            {props.query && props.whereAt && (
              <Suspense fallback={null}>
                <span className="not-phone list-tools">
                  <ListTools
                    noun={noun}
                    fields={fields}
                    query={props.query}
                    whereAt={props.whereAt}
                    state={state}
                    onState={onState}
                  />
                </span>
              </Suspense>
            )}
            {props.actions}
          </div>
        </div>
        {props.tabs && (
          <nav className="tabs" aria-label={t('list.views')}>
            {props.tabs.map((tab) => (
              <button
                key={tab.key}
                type="button"
                className={tab.key === state.tab ? 'bare on' : 'bare'}
                aria-pressed={tab.key === state.tab}
                onClick={() => onState({ tab: tab.key })}
              >
                {t(tab.label)}
              </button>
            ))}
          </nav>
        )}
      </header>
      <div className="list-bar">
        <QuickSearch
          value={state.search}
          onChange={(search) => onState({ search })}
          placeholder={t(`${noun}.search`)}
        />
        <FilterBar
          fields={fields}
          prefix={props.fieldPrefix}
          filters={state.filters}
          onChange={(filters) => onState({ filters })}
        />
        {state.group !== null && (
          <span className="chip" data-testid="group-chip">
            <span className="chip-text">{t('list.group')}</span>
            <button
              type="button"
              className="bare chip-x"
              aria-label={t('filter.remove', { field: t('list.group') })}
              onClick={() => onState({ group: null })}
            >
              <X size={13} aria-hidden />
            </button>
          </span>
        )}
        <span className="not-phone list-columns" hidden={props.instead !== undefined}>
          <ColumnChooser
            all={columns}
            shown={shown.map(({ key }) => key)}
            onChange={(chosen) => onState({ columns: chosen })}
          />
        </span>
      </div>
      {props.error ? (
        <div className="grid grid-empty">
          <Failure
            fieldLabel={(field) => t(`${props.fieldPrefix}.${field}`, { defaultValue: field })}
            error={props.error}
            onRetry={
              filtered || state.sort
                ? () => onState({ filters: [], sort: null, search: '', tab: 'all', group: null })
                : props.onRetry
            }
            retryLabel={filtered || state.sort ? t('list.reset') : undefined}
          />
        </div>
      ) : (
        (props.instead ?? (
          <DataGrid
            label={t(`${noun}.title`)}
            question={writeListState({ ...state, columns: null }).toString()}
            rows={rows}
            columns={shown}
            loading={props.loading}
            loadingMore={props.loadingMore}
            hasMore={props.hasMore}
            onMore={props.onMore}
            sort={state.sort}
            onSort={onSort}
            active={active}
            onActive={setActive}
            selected={selected}
            {...(props.selectionActions && { onSelect: setSelected })}
            onOpen={props.onOpen ?? setOpen}
            onEdit={props.onEdit}
            empty={<ListEmpty {...props} filtered={filtered} />}
          />
        ))
      )}
      <footer className="list-foot">
        {selected.size > 0 ? (
          <span className="list-selection">
            {t('list.selected', { count: selected.size })}
            {props.selectionActions?.(selected, () => setSelected(new Set()))}
            <button type="button" className="bare link" onClick={() => setSelected(new Set())}>
              {t('list.unselect')}
            </button>
          </span>
        ) : (
          <span className="num">
            {!props.loading &&
              rows.length > 0 &&
              t('list.loaded', { count: rows.length, formatted: formatNumber(rows.length, i18n.language) })}
          </span>
        )}
        <span className="not-phone list-keys" hidden={props.instead !== undefined}>
          <kbd>j</kbd>
          <kbd>k</kbd> {t('list.keyMove')}
          {props.selectionActions && (
            <>
              <kbd>x</kbd> {t('list.keySelect')}
            </>
          )}
          {props.onEdit && (
            <>
              <kbd>e</kbd> {t('list.keyEdit')}
            </>
          )}
          <kbd>↵</kbd> {t('list.keyOpen')}
        </span>
      </footer>
      {open && <Suspense fallback={null}>{props.drawer?.(open, () => setOpen(null))}</Suspense>}
    </div>
  );
}

function ListEmpty<Row extends ListRow>({
  noun,
  filtered,
  onState,
  emptyAction,
  emptyIcon,
}: ListPageProps<Row> & { filtered: boolean }) {
  const { t } = useTranslation();
  return (
    <div className="empty">
      {emptyIcon && <span className="empty-icon">{emptyIcon}</span>}
      <strong>{t(filtered ? 'list.nothing.title' : `${noun}.empty.title`)}</strong>
      <p>{t(filtered ? 'list.nothing.text' : `${noun}.empty.text`)}</p>
      {filtered ? (
        <button
          type="button"
          className="bare link"
          onClick={() => onState({ filters: [], search: '', tab: 'all', group: null })}
        >
          {t('list.reset')}
        </button>
      ) : (
        emptyAction
      )}
    </div>
  );
}
