// Two sides of one thing in a dialog. What was typed on one side stays while the other is looked at.
import type { ComponentChildren } from "preact";
import { useId, useRef, useState } from "preact/hooks";

export interface Tab {
  id: string;
  label: string;
  count?: number | undefined;
  body: ComponentChildren;
}

export function Tabs({ label, tabs, first }: { label: string; tabs: Tab[]; first?: string | undefined }) {
  const [shown, show] = useState(first ?? tabs[0]?.id);
  const row = useRef<HTMLDivElement>(null);
  const name = useId();
  function onKeyDown(event: KeyboardEvent): void {
    const at = tabs.findIndex((one) => one.id === shown);
    const steps: Record<string, number> = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: -1 };
    const step = steps[event.key];
    if (step === undefined) return;
    const next = tabs.at(step % tabs.length);
    if (!next) return;
    event.preventDefault();
    show(next.id);
    row.current?.querySelector<HTMLElement>(`[data-tab="${next.id}"]`)?.focus();
  }
  return (
    <>
      <div ref={row} class="tabs" role="tablist" aria-label={label} onKeyDown={onKeyDown}>
        {tabs.map((one) => (
          <button
            key={one.id}
            type="button"
            id={`${name}-${one.id}`}
            class="tab"
            role="tab"
            data-tab={one.id}
            aria-selected={one.id === shown}
            aria-controls={`${name}-${one.id}-panel`}
            tabIndex={one.id === shown ? 0 : -1}
            onClick={() => show(one.id)}
          >
            {one.label}
            {one.count ? <span class="count"> {one.count}</span> : null}
          </button>
        ))}
      </div>
      {tabs.map((one) => (
        <div key={one.id} id={`${name}-${one.id}-panel`} class="tab-panel" role="tabpanel" aria-labelledby={`${name}-${one.id}`} hidden={one.id !== shown}>
          {one.body}
        </div>
      ))}
    </>
  );
}
