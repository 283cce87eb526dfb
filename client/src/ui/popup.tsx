import type { PopoverProps } from 'antd';
import { cloneElement, lazy, Suspense, useState, type MouseEvent, type ReactElement, type ReactNode } from 'react';

const Popover = lazy(() => import('./popover-of-antd'));

/** A button that something opens at. */
export type PopupButton = ReactElement<{ onClick?: (event: MouseEvent) => void; autoFocus?: boolean }>;

interface PopupProps extends Pick<PopoverProps, 'placement' | 'arrow' | 'classNames'> {
  content: ReactNode;
  /** Left out where the popup itself knows whether it is open. */
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  /** The button that opens it. */
  children: PopupButton;
}

/**
 * What opens at a click on its button. Most are never opened, and a page has many: until then there is the button alone, and
 * what draws popovers is not even loaded.
 */
export function Popup({ open: given, onOpenChange, children, ...rest }: PopupProps) {
  const [own, setOwn] = useState(false);
  const [asked, setAsked] = useState(false);
  const open = given ?? own;
  if (open && !asked) setAsked(true);
  const change = (next: boolean) => {
    setOwn(next);
    onOpenChange?.(next);
  };
  if (!asked) {
    const onClick = (event: MouseEvent) => {
      children.props.onClick?.(event);
      change(true);
    };
    return cloneElement(children, { onClick });
  }
  // The popover draws the button anew: the focus stays on it.
  const button = cloneElement(children, { autoFocus: true });
  return (
    <Suspense fallback={button}>
      <Popover {...rest} open={open} onOpenChange={change} trigger="click" destroyOnHidden>
        {button}
      </Popover>
    </Suspense>
  );
}
