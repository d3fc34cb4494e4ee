// A button with a menu, by keyboard, mouse and touch. The menu exists only while it is open.
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { useFloat } from "./float";
import { Icon, type IconNodes } from "./icon";
import { checkIcon } from "./icons";

export interface MenuItem {
  label: string;
  /** In a menu where one of the items holds: whether it is this one. */
  checked?: boolean;
  icon?: IconNodes;
  danger?: boolean;
  onSelect: () => void;
}

export interface MenuProps {
  /** The button's accessible name. */
  label: string;
  class?: string;
  children: ComponentChildren;
  items: MenuItem[];
  onOpen?: () => void;
}

export function Menu({ label, class: look = "button", children, items, onOpen }: MenuProps) {
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const close = (refocus: boolean) => {
    setOpen(false);
    if (refocus) button.current?.focus();
  };
  return (
    <>
      <button
        ref={button}
        type="button"
        class={look}
        aria-label={label}
        aria-haspopup="menu"
        aria-expanded={open}
        onClick={() => {
          if (!open) onOpen?.();
          setOpen(!open);
        }}
      >
        {children}
      </button>
      {open ? <MenuBox label={label} items={items} anchor={button} close={close} /> : null}
    </>
  );
}

interface BoxProps {
  label: string;
  items: MenuItem[];
  anchor: { current: HTMLButtonElement | null };
  close: (refocus: boolean) => void;
}

function MenuBox({ label, items, anchor, close }: BoxProps) {
  const box = useRef<HTMLDivElement>(null);
  useFloat(box, anchor, false, items.length);
  const all = () => [...(box.current?.querySelectorAll<HTMLElement>("button") ?? [])];

  // Before the next key comes, not after the next paint.
  useLayoutEffect(() => {
    (all().find((item) => item.ariaChecked === "true") ?? all()[0])?.focus();
    const outside = (event: Event) => {
      const target = event.target as Node;
      if (!box.current?.contains(target) && !anchor.current?.contains(target)) close(false);
    };
    document.addEventListener("pointerdown", outside, true);
    return () => document.removeEventListener("pointerdown", outside, true);
  }, []);

  function onKeyDown(event: KeyboardEvent): void {
    const list = all();
    const at = list.indexOf(document.activeElement as HTMLElement);
    const steps: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 };
    const step = steps[event.key];
    if (step !== undefined) {
      list.at(step % list.length)?.focus();
    } else if (event.key === "Escape") {
      close(true);
    } else if (event.key === "Tab") {
      return close(false);
    } else if (event.key.length === 1 && event.key !== " ") {
      const rest = [...list.slice(at + 1), ...list.slice(0, at + 1)];
      rest.find((item) => item.textContent?.trim().toLowerCase().startsWith(event.key.toLowerCase()))?.focus();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  return (
    <div ref={box} class="menu" role="menu" aria-label={label} popover="manual" onKeyDown={onKeyDown}>
      {items.map((item) => (
        <button
          key={item.label}
          type="button"
          role={item.checked === undefined ? "menuitem" : "menuitemradio"}
          aria-checked={item.checked}
          tabIndex={-1}
          class={item.danger ? "menu-item danger" : "menu-item"}
          onClick={() => {
            close(true);
            item.onSelect();
          }}
        >
          {item.icon ? <Icon of={item.icon} size={18} /> : null}
          <span>{item.label}</span>
          {item.checked ? <Icon of={checkIcon} size={18} /> : null}
        </button>
      ))}
    </div>
  );
}
