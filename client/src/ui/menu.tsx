import { useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { Popup, type PopupButton } from './popup';
import './menu.css';

export interface MenuItem {
  key: string;
  label: ReactNode;
  icon?: ReactNode;
  danger?: boolean;
  /** Marks the choice that holds now. */
  selected?: boolean;
  onSelect: () => void;
}

interface MenuProps {
  items: readonly MenuItem[];
  /** Stands above the items, for reading only. */
  header?: ReactNode;
  placement?: 'bottomLeft' | 'bottomRight';
  /** The button that opens it. */
  children: PopupButton;
}

/** A button's menu: arrows move, enter chooses, escape closes and gives the focus back. */
export function Menu({ items, header, placement = 'bottomLeft', children }: MenuProps) {
  const [open, setOpen] = useState(false);
  return (
    <Popup
      open={open}
      onOpenChange={setOpen}
      placement={placement}
      arrow={false}
      classNames={{ root: 'menu-popover' }}
      content={<MenuList items={items} header={header} onClose={() => setOpen(false)} />}
    >
      {children}
    </Popup>
  );
}

function MenuList({ items, header, onClose }: Pick<MenuProps, 'items' | 'header'> & { onClose: () => void }) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    const chosen = list.current?.querySelector<HTMLElement>('[aria-checked="true"]');
    (chosen ?? list.current?.querySelector<HTMLElement>('button'))?.focus({ preventScroll: true });
    return () => {
      if (before instanceof HTMLElement) before.focus({ preventScroll: true });
    };
  }, []);

  const onKeyDown = (event: KeyboardEvent) => {
    const buttons = [...(list.current?.querySelectorAll<HTMLElement>('button') ?? [])];
    const at = buttons.findIndex((button) => button === document.activeElement);
    const steps: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 };
    const to = steps[event.key];
    if (event.key === 'Escape' || event.key === 'Tab') onClose();
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    buttons.at(to % buttons.length)?.focus();
  };
  return (
    <div className="menu">
      {header && <div className="menu-header">{header}</div>}
      <div ref={list} role="menu" onKeyDown={onKeyDown}>
        {items.map((item) => (
          <button
            key={item.key}
            type="button"
            role={item.selected === undefined ? 'menuitem' : 'menuitemradio'}
            aria-checked={item.selected}
            className={item.danger ? 'bare menu-item menu-danger' : 'bare menu-item'}
            onClick={(event) => {
              event.stopPropagation();
              onClose();
              item.onSelect();
            }}
          >
            {item.icon}
            <span>{item.label}</span>
          </button>
        ))}
      </div>
    </div>
  );
}
