// Fields of a form: each with a label that stays, a hint, and what the server found wrong with it.
import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";

interface Common {
  label: string;
  hint?: ComponentChildren;
  error?: string | undefined;
}

interface Wired {
  id: string;
  "aria-describedby": string | undefined;
  "aria-invalid": true | undefined;
}

function Field({ label, hint, error, children }: Common & { children: (wired: Wired) => ComponentChildren }) {
  const id = useId();
  const told = error ?? hint;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {children({ id, "aria-describedby": told ? `${id}-hint` : undefined, "aria-invalid": error ? true : undefined })}
      {told ? (
        <p id={`${id}-hint`} class={error ? "field-error" : "hint"}>
          {told}
        </p>
      ) : null}
    </div>
  );
}

export type TextFieldProps = Common & {
  value: string;
  onInput: (text: string) => void;
  /** The one that has the focus when the form opens. */
  first?: boolean;
  type?: "text" | "email" | "password" | "url" | "date" | "number";
  required?: boolean;
  autocomplete?: string;
  autocapitalize?: "none" | "sentences";
  inputMode?: "decimal" | "url";
  placeholder?: string;
  minLength?: number;
  maxLength?: number;
  min?: string | number;
  max?: string | number;
  step?: number;
  /** What the number counts, at the end of the field. */
  unit?: string;
};

export function TextField({ label, hint, error, value, onInput, first, type = "text", unit, ...rest }: TextFieldProps) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(wired) => (
        <span class="input-box">
          <input {...wired} {...rest} type={type as "text"} class={unit ? "input with-unit" : "input"} data-first={first || undefined} value={value} onInput={(event) => onInput(event.currentTarget.value)} />
          {unit ? (
            <span class="unit" aria-hidden="true">
              {unit}
            </span>
          ) : null}
        </span>
      )}
    </Field>
  );
}

export function MoneyField({ currency, ...rest }: Omit<TextFieldProps, "type" | "inputMode" | "unit"> & { currency: string }) {
  return <TextField {...rest} unit={currency} inputMode="decimal" maxLength={12} autocomplete="off" />;
}

export function TextArea({ label, hint, error, value, onInput }: Common & { value: string; onInput: (text: string) => void }) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(wired) => <textarea {...wired} class="input" rows={3} value={value} onInput={(event) => onInput(event.currentTarget.value)} />}
    </Field>
  );
}

export type Choice = [value: string, label: string];

export function Select({ label, hint, error, value, choices, onInput, first }: Common & { value: string; choices: Choice[]; onInput: (value: string) => void; first?: boolean }) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(wired) => (
        <select {...wired} class="input" data-first={first || undefined} value={value} onChange={(event) => onInput(event.currentTarget.value)}>
          {choices.map(([id, text]) => (
            <option key={id} value={id}>
              {text}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

/** A choice among few, all in sight. */
export function Choose({ label, value, choices, onInput, wide }: { label: string; value: string; choices: Choice[]; onInput: (value: string) => void; wide?: boolean }) {
  const name = useId();
  return (
    <fieldset class={wide ? "choose wide" : "choose"}>
      <legend>{label}</legend>
      <div class="choose-row">
        {choices.map(([id, text]) => (
          <label key={id} class="choice">
            <input type="radio" name={name} value={id} checked={id === value} onChange={() => onInput(id)} />
            <span>{text}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
