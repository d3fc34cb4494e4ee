// A dialog on the platform's own: it keeps the focus inside, closes on Escape, and gives the focus back.
import type { ComponentChildren } from "preact";
import { useId, useLayoutEffect, useRef } from "preact/hooks";
import { t } from "../core/i18n";
import { sentence } from "../core/problems";
import { Icon } from "./icon";
import { closeIcon } from "./icons";
import { Tabs, type Tab } from "./tabs";

export interface DialogProps {
  title: string;
  onClose: () => void;
  children: ComponentChildren;
  /** Losing what was typed by a tap beside the dialog would hurt: then only the buttons and Escape close it. */
  holdsInput?: boolean;
}

export function Dialog({ title, onClose, children, holdsInput = false }: DialogProps) {
  const box = useRef<HTMLDialogElement>(null);
  const name = useId();
  // Before the next key comes, not after the next paint.
  useLayoutEffect(() => {
    const dialog = box.current;
    const before = document.activeElement as HTMLElement | null;
    if (!dialog) return;
    dialog.showModal();
    (dialog.querySelector<HTMLElement>("[data-first]") ?? dialog.querySelector<HTMLElement>("h2"))?.focus();
    return () => {
      dialog.close();
      if (before?.isConnected) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={box}
      class="dialog"
      aria-labelledby={name}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onPointerDown={(event) => !holdsInput && event.target === box.current && onClose()}
    >
      <div class="dialog-body">
        <header class="dialog-head">
          <h2 id={name} tabIndex={-1}>
            {title}
          </h2>
          <button type="button" class="button icon-only quiet" aria-label={t.close} onClick={onClose}>
            <Icon of={closeIcon} />
          </button>
        </header>
        {children}
      </div>
    </dialog>
  );
}

export interface FormDialogProps {
  title: string;
  submit: string;
  busy: boolean;
  error: unknown;
  onSubmit: () => void;
  onClose: () => void;
  children: ComponentChildren;
  /** Beside the buttons, at the far side: what removes the thing. */
  aside?: ComponentChildren;
  /** The other side of the thing, behind a tab beside the form's. */
  other?: { tab: Tab; form: string; first: boolean } | undefined;
}

export function FormDialog({ title, submit, busy, error, onSubmit, onClose, children, aside, other }: FormDialogProps) {
  const form = (
    <form
      class="form"
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      {children}
      {error ? (
        <p class="form-error" role="alert">
          {sentence(error)}
        </p>
      ) : null}
      <footer class="dialog-foot">
        {aside}
        <span class="spacer" />
        <button type="button" class="button" onClick={onClose}>
          {t.cancel}
        </button>
        <button type="submit" class="button primary" disabled={busy}>
          {submit}
        </button>
      </footer>
    </form>
  );
  return (
    <Dialog title={title} onClose={onClose} holdsInput>
      {other ? <Tabs label={title} tabs={[{ id: "form", label: other.form, body: form }, other.tab]} first={other.first ? other.tab.id : undefined} /> : form}
    </Dialog>
  );
}

export interface ConfirmProps {
  title: string;
  text: string;
  confirm: string;
  busy: boolean;
  error: unknown;
  onConfirm: () => void;
  onClose: () => void;
}

/** Asks before something is gone for good. */
export function Confirm({ title, text, confirm, busy, error, onConfirm, onClose }: ConfirmProps) {
  return (
    <Dialog title={title} onClose={onClose}>
      <p class="muted">{text}</p>
      {error ? (
        <p class="form-error" role="alert">
          {sentence(error)}
        </p>
      ) : null}
      <footer class="dialog-foot">
        <span class="spacer" />
        <button type="button" class="button" data-first onClick={onClose}>
          {t.cancel}
        </button>
        <button type="button" class="button danger" disabled={busy} onClick={onConfirm}>
          {confirm}
        </button>
      </footer>
    </Dialog>
  );
}
