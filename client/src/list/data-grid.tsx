import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowDown, ArrowUp } from 'lucide-react';
import { memo, useCallback, useEffect, useRef, type CSSProperties, type KeyboardEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Sort } from '../lib/filters';
import { useMedia } from '../lib/use-media';
import { headingOf, type ListColumn, type ListRow } from './columns';

interface DataGridProps<Row extends ListRow> {
  label: string;
  rows: readonly Row[];
  columns: readonly ListColumn<Row>[];
  loading: boolean;
  loadingMore: boolean;
  hasMore: boolean;
  onMore: () => void;
  sort: Sort | null;
  onSort: (field: string) => void;
  active: number;
  onActive: (index: number) => void;
  selected: ReadonlySet<string>;
  /** Left out where nothing can be done with chosen rows: then there is nothing to choose by either. */
  onSelect?: (ids: ReadonlySet<string>) => void;
  onOpen: (row: Row) => void;
  onEdit?: (row: Row) => void;
  empty: ReactNode;
  /** Changes with the question asked; the list then starts at its top again. */
  question: string;
}

const ROW = 38;
const PHONE_ROW = 68;
const SKELETON_ROWS = 14;

/** A table of any number of rows: only those in sight are drawn, further pages come as one scrolls. */
export function DataGrid<Row extends ListRow>(props: DataGridProps<Row>) {
  const { rows, columns, hasMore, onMore, active, onActive, selected, onSelect, onOpen, onEdit } = props;
  const { t } = useTranslation();
  const phone = useMedia('(max-width: 760px)');
  const scroller = useRef<HTMLDivElement>(null);
  const height = phone ? PHONE_ROW : ROW;
  const count = props.loading ? SKELETON_ROWS : rows.length + (hasMore ? 1 : 0);
  // eslint-disable-next-line react-hooks/incompatible-library -- the virtualizer's own cache; nothing of it is memoised here
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    overscan: 6,
    initialRect: { width: 1200, height: 900 },
  });
  const items = virtual.getVirtualItems();
  const lastShown = items.at(-1)?.index ?? 0;

  const measured = useRef(height);
  useEffect(() => {
    if (measured.current !== height) virtual.measure();
    measured.current = height;
  }, [virtual, height]);
  useEffect(() => {
    if (scroller.current) scroller.current.scrollTop = 0;
  }, [props.question]);
  useEffect(() => {
    if (!props.loading && hasMore && lastShown >= rows.length - 8) onMore();
  }, [props.loading, hasMore, lastShown, rows.length, onMore]);

  const move = (to: number) => {
    const next = Math.max(0, Math.min(rows.length - 1, to));
    onActive(next);
    virtual.scrollToIndex(next);
  };
  const choice = useRef({ selected, onSelect });
  useEffect(() => {
    choice.current = { selected, onSelect };
  });
  // The same function from one drawing to the next, so that only rows that changed are drawn again.
  const toggle = useCallback((row: Row | undefined) => {
    const { selected: before, onSelect: choose } = choice.current;
    if (!row || !choose) return;
    const next = new Set(before);
    if (!next.delete(row.id)) next.add(row.id);
    choose(next);
  }, []);
  const onKeyDown = (event: KeyboardEvent) => {
    if (
      (event.target instanceof HTMLInputElement && event.target.type !== 'checkbox') ||
      event.metaKey ||
      event.ctrlKey ||
      event.altKey
    )
      return;
    const row = rows[active];
    const actions: Record<string, () => void> = {
      j: () => move(active + 1),
      ArrowDown: () => move(active + 1),
      k: () => move(active - 1),
      ArrowUp: () => move(active - 1),
      Home: () => move(0),
      End: () => move(rows.length - 1),
      x: () => toggle(row),
      Enter: () => row && onOpen(row),
      e: () => row && onEdit?.(row),
    };
    const action = actions[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  };

  const template = `${onSelect ? '36px ' : ''}${columns.map((column) => `minmax(${column.width}px, ${(column.grow ?? 0) ? `${column.grow}fr` : `${column.width}px`})`).join(' ')}`;
  const least = columns.reduce((sum, column) => sum + column.width, onSelect ? 36 : 0);
  const style = { '--columns': template, '--least': `${least}px` } as CSSProperties;

  if (!props.loading && rows.length === 0) return <div className="grid grid-empty">{props.empty}</div>;
  return (
    <div
      ref={scroller}
      className={phone ? 'grid grid-phone' : 'grid'}
      role="grid"
      aria-label={props.label}
      aria-rowcount={hasMore ? -1 : rows.length + 1}
      aria-busy={props.loading}
      tabIndex={0}
      data-list-grid
      onKeyDown={onKeyDown}
      style={style}
    >
      {!phone && <HeaderRow {...props} />}
      <div className="grid-body" role="rowgroup" style={{ height: virtual.getTotalSize() }}>
        {items.map(({ index, start }) => {
          const row = props.loading ? undefined : rows[index];
          const place = { transform: `translateY(${start}px)`, height };
          if (!row)
            return (
              <SkeletonRow
                key={`s${index}`}
                columns={columns.length}
                boxes={onSelect !== undefined}
                place={place}
                phone={phone}
              />
            );
          return (
            <div
              key={row.id}
              role="row"
              aria-rowindex={index + 2}
              aria-selected={onSelect ? selected.has(row.id) : undefined}
              className={index === active ? 'grid-row grid-row-active' : 'grid-row'}
              style={place}
              onClick={() => {
                onActive(index);
                onOpen(row);
              }}
              onMouseDown={() => onActive(index)}
            >
              {phone ? (
                <PhoneCells row={row} columns={columns} />
              ) : (
                <Cells
                  row={row}
                  columns={columns}
                  checked={selected.has(row.id)}
                  {...(onSelect && { onToggle: toggle })}
                  label={t('list.select')}
                />
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
}

function HeaderRow<Row extends ListRow>({ rows, columns, sort, onSort, selected, onSelect }: DataGridProps<Row>) {
  const { t } = useTranslation();
  const all = rows.length > 0 && selected.size >= rows.length;
  return (
    <div className="grid-head" role="row" aria-rowindex={1}>
      {onSelect && (
        <span role="columnheader" className="grid-check">
          <input
            type="checkbox"
            aria-label={t('list.selectAll')}
            checked={all}
            ref={(box) => {
              if (box) box.indeterminate = selected.size > 0 && !all;
            }}
            onChange={() => onSelect(all ? new Set() : new Set(rows.map((row) => row.id)))}
          />
        </span>
      )}
      {columns.map((column) => {
        // What is closed on every row may not be ordered by either; asking would only be refused.
        const closed = rows.length > 0 && rows.every((row) => row.access.hidden.includes(column.key));
        const on = sort?.field === column.sort && column.sort !== undefined;
        return (
          <span
            key={column.key}
            role="columnheader"
            className={column.align === 'end' ? 'grid-end' : undefined}
            aria-sort={on ? (sort?.descending ? 'descending' : 'ascending') : undefined}
          >
            {column.sort && !closed ? (
              <button
                type="button"
                className={on ? 'bare sort on' : 'bare sort'}
                onClick={() => onSort(column.sort ?? '')}
              >
                {headingOf(column, t)}
                {on && sort?.descending ? <ArrowDown size={12} aria-hidden /> : <ArrowUp size={12} aria-hidden />}
              </button>
            ) : (
              headingOf(column, t)
            )}
          </span>
        );
      })}
    </div>
  );
}

interface CellsProps<Row extends ListRow> {
  row: Row;
  columns: readonly ListColumn<Row>[];
  checked: boolean;
  onToggle?: (row: Row) => void;
  label: string;
}

const Cells = memo(AllCells) as typeof AllCells;

function AllCells<Row extends ListRow>({ row, columns, checked, onToggle, label }: CellsProps<Row>) {
  return (
    <>
      {onToggle && (
        <span role="gridcell" className="grid-check" onClick={(event) => event.stopPropagation()}>
          <input type="checkbox" aria-label={label} checked={checked} onChange={() => onToggle(row)} />
        </span>
      )}
      {columns.map((column) => (
        <span key={column.key} role="gridcell" className={column.align === 'end' ? 'grid-end num' : undefined}>
          {column.render(row)}
        </span>
      ))}
    </>
  );
}

function PhoneCells<Row extends ListRow>({ row, columns }: { row: Row; columns: readonly ListColumn<Row>[] }) {
  const at = (place: ListColumn<Row>['phone']) => columns.filter((column) => column.phone === place);
  return (
    <>
      <span role="gridcell" className="phone-title">
        {at('title').map((column) => (
          <span key={column.key}>{column.render(row)}</span>
        ))}
      </span>
      <span role="gridcell" className="phone-side num">
        {at('side').map((column) => (
          <span key={column.key}>{column.render(row)}</span>
        ))}
      </span>
      <span role="gridcell" className="phone-meta">
        {at('meta').map((column) => (
          <span key={column.key}>{column.render(row)}</span>
        ))}
      </span>
    </>
  );
}

interface SkeletonRowProps {
  columns: number;
  boxes: boolean;
  place: CSSProperties;
  phone: boolean;
}

function SkeletonRow({ columns, boxes, place, phone }: SkeletonRowProps) {
  return (
    <div className="grid-row" style={place} role="row" aria-hidden>
      {Array.from({ length: phone ? 3 : columns + (boxes ? 1 : 0) }, (_, index) => (
        <span key={index} role="gridcell">
          <span
            className="skeleton"
            style={{ width: index === 0 && boxes && !phone ? 14 : `${78 - ((index * 17) % 40)}%` }}
          />
        </span>
      ))}
    </div>
  );
}
