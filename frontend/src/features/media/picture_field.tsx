// A picture in a form: chosen, taken, dropped or pasted. It is sent at once; the form keeps its address.
import { useEffect, useId, useRef } from "preact/hooks";
import { useAction } from "../../core/action";
import { ApiError } from "../../core/api";
import { t } from "../../core/i18n";
import { sentence } from "../../core/problems";
import { Icon } from "../../ui/icon";
import { pictureIcon } from "../../ui/icons";
import { Avatar, Spinner, ownPicture } from "../../ui/parts";
import { KINDS, upload } from "./data";

export interface PictureFieldProps {
  label: string;
  /** Of what, or of whom: also what stands in for a face that is not there. */
  name: string;
  url: string | null;
  onInput: (url: string | null) => void;
  face?: boolean;
}

function why(error: unknown): string {
  if (!(error instanceof ApiError)) return sentence(error);
  if (error.status === 413) return t.media.tooBig;
  return error.status === 400 || error.status === 415 ? t.media.unreadable : sentence(error);
}

const pictureIn = (files: FileList | null | undefined) => [...(files ?? [])].find((file) => file.type.startsWith("image/"));

export function PictureField({ label, name, url, onInput, face = false }: PictureFieldProps) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const sending = useAction(async (file: File) => onInput(await upload(file)));
  const take = (file: File | undefined) => {
    if (file) void sending.run(file);
  };
  const latest = useRef(take);
  latest.current = take;
  useEffect(() => {
    const onPaste = (event: ClipboardEvent) => {
      const file = pictureIn(event.clipboardData?.files);
      if (!file) return;
      event.preventDefault();
      latest.current(file);
    };
    document.addEventListener("paste", onPaste);
    return () => document.removeEventListener("paste", onPaste);
  }, []);
  const shown = ownPicture(url);
  return (
    <div
      class={face ? "picture-field face" : "picture-field"}
      role="group"
      aria-label={label}
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        take(pictureIn(event.dataTransfer?.files));
      }}
    >
      {face ? (
        <Avatar name={name || "?"} url={url} size={72} />
      ) : shown ? (
        <img class="picture-large" src={shown} alt={t.media.of(name)} decoding="async" />
      ) : null}
      <div class="picture-acts">
        <input
          ref={input}
          id={id}
          class="sr"
          type="file"
          accept={KINDS}
          disabled={sending.busy}
          onChange={(event) => {
            take(event.currentTarget.files?.[0]);
            event.currentTarget.value = ""; // the same one again is a choice again
          }}
        />
        <label for={id} class="button small">
          {sending.busy ? <Spinner /> : <Icon of={pictureIcon} size={18} />}
          {sending.busy ? t.media.sending : shown ? t.media.change : t.media.add}
        </label>
        {shown && !sending.busy ? (
          <button
            type="button"
            class="button small quiet"
            onClick={() => {
              onInput(null);
              input.current?.focus();
            }}
          >
            {t.media.remove}
          </button>
        ) : null}
        {shown || face ? null : <span class="hint">{t.media.hint}</span>}
      </div>
      {sending.error ? (
        <p class="field-error" role="alert">
          {why(sending.error)}
        </p>
      ) : null}
    </div>
  );
}
