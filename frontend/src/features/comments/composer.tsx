// Where a comment is written, and changed later.
import type { ComponentChildren } from "preact";
import { useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import { t } from "../../core/i18n";
import { sentence } from "../../core/problems";
import { Growing } from "../../ui/grow";
import { Icon } from "../../ui/icon";
import { hiddenIcon, sendIcon } from "../../ui/icons";
import type { CommentVisibility } from "./data";

export interface ComposerProps {
  /** The one whom it can be kept from; null where there is nobody. */
  keptFrom: string | null;
  before?: { content: string; visibility: CommentVisibility };
  onSend: (content: string, visibility: CommentVisibility) => Promise<void>;
  onCancel?: () => void;
}

export function Composer({ keptFrom, before, onSend, onCancel }: ComposerProps) {
  const [text, setText] = useState(before?.content ?? "");
  // Nobody gives a surprise away by not thinking of it.
  const [secret, keep] = useState(before ? before.visibility === "surprise" : true);
  const [error, fail] = useState<unknown>(null);
  const hint = useId();
  const form = useRef<HTMLFormElement>(null);
  useLayoutEffect(() => {
    if (before) form.current?.scrollIntoView({ block: "nearest" });
  }, []);
  const hides = keptFrom !== null && secret;

  async function send(): Promise<void> {
    const content = text.trim();
    if (!content) return;
    fail(null);
    if (!before) setText(""); // it stands in the thread already
    try {
      await onSend(content, hides ? "surprise" : "family");
    } catch (problem) {
      setText((now) => now || content);
      fail(problem);
    }
  }

  return (
    <form
      ref={form}
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <Line send={!before} disabled={!text.trim()}>
        <Growing
          label={before ? t.comments.change : t.comments.write}
          placeholder={t.comments.write}
          value={text}
          onInput={setText}
          onSend={() => void send()}
          {...(onCancel ? { onEscape: onCancel } : {})}
          describedBy={keptFrom === null ? undefined : hint}
          focused={before !== undefined}
        />
      </Line>
      {keptFrom === null ? null : (
        <div class="composer-who">
          <label class="keep">
            <input type="checkbox" role="switch" checked={secret} onChange={(event) => keep(event.currentTarget.checked)} />
            <Icon of={hiddenIcon} size={16} />
            <span>{t.comments.hideFrom(keptFrom)}</span>
          </label>
          <span id={hint} class="hint">
            {hides ? t.comments.hidden(keptFrom) : t.comments.open(keptFrom)}
          </span>
        </div>
      )}
      {error ? (
        <p class="form-error" role="alert">
          {sentence(error)}
        </p>
      ) : null}
      {before ? (
        <div class="composer-foot">
          <button type="button" class="button small" onClick={onCancel}>
            {t.cancel}
          </button>
          <button type="submit" class="button small primary" disabled={!text.trim()}>
            {t.save}
          </button>
        </div>
      ) : null}
    </form>
  );
}

function Line({ send, disabled, children }: { send: boolean; disabled: boolean; children: ComponentChildren }) {
  return (
    <div class="composer-line">
      {children}
      {send ? (
        <button type="submit" class="button icon-only primary" aria-label={t.comments.send} title={t.comments.sendHint} disabled={disabled}>
          <Icon of={sendIcon} />
        </button>
      ) : null}
    </div>
  );
}
