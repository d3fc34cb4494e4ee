// A text field with suggestions. What is typed counts by itself; a suggestion is an offer.
import type { ComponentChildren } from "preact";
import { useId, useRef, useState } from "preact/hooks";
import { useFloat } from "./float";

export interface Suggestion {
  id: string;
  label: string;
  detail?: string;
}

export interface ComboboxProps {
  label: string;
  value: string;
  hint?: ComponentChildren;
  required?: boolean;
  error?: string | undefined;
  suggestions: Suggestion[];
  onInput: (text: string) => void;
  onPick: (picked: Suggestion) => void;
}

export function Combobox({ label, value, hint, error, required = true, suggestions, onInput, onPick }: ComboboxProps) {
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const input = useRef<HTMLInputElement>(null);
  const id = useId();
  const shown = open && suggestions.length > 0;
  const pick = (at: number) => {
    const picked = suggestions[at];
    if (!picked) return;
    setOpen(false);
    onPick(picked);
  };

  function onKeyDown(event: KeyboardEvent): void {
    const count = suggestions.length;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const step = event.key === "ArrowDown" ? 1 : -1;
      setActive(shown ? (active + step + count + (active < 0 && step < 0 ? 1 : 0)) % count : step > 0 ? 0 : count - 1);
      setOpen(true);
    } else if (event.key === "Enter" && shown && active >= 0) {
      pick(active);
    } else if (event.key === "Escape" && shown) {
      setOpen(false);
      event.stopPropagation(); // the dialog around it stays
    } else return;
    event.preventDefault();
  }

  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        ref={input}
        id={id}
        class="input"
        role="combobox"
        autocomplete="off"
        data-first
        required={required}
        value={value}
        aria-autocomplete="list"
        aria-expanded={shown}
        aria-controls={`${id}-list`}
        aria-activedescendant={shown && active >= 0 ? `${id}-${active}` : undefined}
        aria-describedby={hint || error ? `${id}-hint` : undefined}
        aria-invalid={error ? true : undefined}
        onInput={(event) => {
          setOpen(true);
          setActive(-1);
          onInput(event.currentTarget.value);
        }}
        onBlur={() => setOpen(false)}
        onKeyDown={onKeyDown}
      />
      {hint || error ? (
        <p id={`${id}-hint`} class={error ? "field-error" : "hint"}>
          {error ?? hint}
        </p>
      ) : null}
      {shown ? <Suggestions id={id} label={label} anchor={input} suggestions={suggestions} active={active} pick={pick} /> : null}
    </div>
  );
}

interface SuggestionsProps {
  id: string;
  label: string;
  anchor: { current: HTMLInputElement | null };
  suggestions: Suggestion[];
  active: number;
  pick: (at: number) => void;
}

function Suggestions({ id, label, anchor, suggestions, active, pick }: SuggestionsProps) {
  const box = useRef<HTMLUListElement>(null);
  useFloat(box, anchor, true, suggestions);
  return (
    <ul ref={box} id={`${id}-list`} class="menu" role="listbox" aria-label={label} popover="manual">
      {suggestions.map((one, at) => (
        <li
          key={one.id}
          id={`${id}-${at}`}
          class="menu-item"
          role="option"
          aria-selected={at === active}
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => pick(at)}
        >
          <span>{one.label}</span>
          {one.detail ? <span class="muted">{one.detail}</span> : null}
        </li>
      ))}
    </ul>
  );
}
