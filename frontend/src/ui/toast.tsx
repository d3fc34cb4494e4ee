// A short sentence about what just happened, with a way back where there is one. It never takes the focus.
import { useEffect, useState } from "preact/hooks";
import { store, useStore } from "../core/store";
import { t } from "../core/i18n";
import { Icon } from "./icon";
import { closeIcon } from "./icons";

export interface ToastAction {
  label: string;
  run: () => void;
}

interface Toast {
  id: number;
  text: string;
  bad: boolean;
  actions: ToastAction[];
}

const STAYS = 6_000;
const STAYS_WITH_ACTION = 10_000;
const AT_ONCE = 3;

const toasts = store<Toast[]>([]);
let last = 0;

export function toast(text: string, actions: ToastAction[] = []): void {
  show({ id: (last += 1), text, actions, bad: false });
}

/** Something was refused, and what the screen showed meanwhile was taken back. */
export function toastProblem(text: string): void {
  show({ id: (last += 1), text, actions: [], bad: true });
}

function show(next: Toast): void {
  // The same sentence again is the same toast, newly shown.
  toasts.set([...toasts.get().filter((one) => one.text !== next.text), next].slice(-AT_ONCE));
}

function dismiss(id: number): void {
  toasts.set(toasts.get().filter((one) => one.id !== id));
}

export function Toasts() {
  const all = useStore(toasts);
  return (
    <div class="toasts" role="status" aria-live="polite">
      {all.map((one) => (
        <ToastLine key={one.id} toast={one} />
      ))}
    </div>
  );
}

function ToastLine({ toast: { id, text, bad, actions } }: { toast: Toast }) {
  const [held, hold] = useState(false); // looked at or reached by keyboard: it waits
  useEffect(() => {
    if (held) return;
    const timer = setTimeout(() => dismiss(id), actions.length ? STAYS_WITH_ACTION : STAYS);
    return () => clearTimeout(timer);
  }, [held]);
  return (
    <div
      class={bad ? "toast bad" : "toast"}
      onPointerEnter={() => hold(true)}
      onPointerLeave={() => hold(false)}
      onFocusIn={() => hold(true)}
      onFocusOut={() => hold(false)}
    >
      <span class="toast-text">{text}</span>
      {actions.map((action) => (
        <button
          key={action.label}
          type="button"
          class="toast-action"
          onClick={() => {
            dismiss(id);
            action.run();
          }}
        >
          {action.label}
        </button>
      ))}
      <button type="button" class="toast-close" aria-label={t.dismiss} onClick={() => dismiss(id)}>
        <Icon of={closeIcon} size={16} />
      </button>
    </div>
  );
}
