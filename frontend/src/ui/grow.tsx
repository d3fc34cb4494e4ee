// A text field that is as tall as its text, up to a part of the window.
import { useLayoutEffect, useRef } from "preact/hooks";

export interface GrowingProps {
  /** The accessible name. */
  label: string;
  placeholder?: string;
  value: string;
  onInput: (text: string) => void;
  /** Ctrl+Enter, or ⌘+Enter. */
  onSend: () => void;
  onEscape?: () => void;
  describedBy?: string | undefined;
  /** Takes the focus when it appears, behind the text. */
  focused?: boolean;
}

export function Growing({ label, placeholder, value, onInput, onSend, onEscape, describedBy, focused }: GrowingProps) {
  const box = useRef<HTMLTextAreaElement>(null);
  useLayoutEffect(() => {
    const area = box.current;
    if (!area) return;
    area.style.height = "auto";
    area.style.height = `${area.scrollHeight + area.offsetHeight - area.clientHeight}px`;
  }, [value]);
  useLayoutEffect(() => {
    if (!focused) return;
    box.current?.focus();
    box.current?.setSelectionRange(value.length, value.length);
  }, []);
  return (
    <textarea
      ref={box}
      class="input growing"
      rows={1}
      aria-label={label}
      aria-describedby={describedBy}
      aria-keyshortcuts="Control+Enter"
      placeholder={placeholder}
      value={value}
      onInput={(event) => onInput(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) onSend();
        else if (event.key === "Escape" && onEscape) {
          onEscape();
          event.stopPropagation(); // the dialog around it stays
        } else return;
        event.preventDefault();
      }}
    />
  );
}
